import type { Attributes } from './attributes.ts';
import type { Graph } from './graph.ts';
import { GraphBuilder } from './graph-builder.ts';
import type { Value } from './value.ts';

/** A node that is about to be made anew. */
export interface ReplacedNode {
  readonly builder: GraphBuilder;
  readonly inputs: readonly (Value | undefined)[];
  readonly attributes: Attributes;
  /** Per output: whether anything reads it. */
  readonly wanted: readonly boolean[];
}

/** @returns one value per output of the node */
export type Replacement = (node: ReplacedNode) => readonly Value[];

/**
 * The same graph with some operators expressed by others, for a runtime that lacks them.
 *
 * @throws InputError for a graph with operators that this library does not know
 */
export function replaceOperators(graph: Graph, replacements: Readonly<Record<string, Replacement>>): Graph {
  const builder = new GraphBuilder();
  const values = new Map<string, Value>();
  for (const { name, dataType, shape } of graph.inputs)
    values.set(name, builder.input(name, dataType, shape));
  for (const { name, dataType, shape, data } of graph.initializers)
    values.set(name, builder.constant(data, shape, dataType));
  const read = new Set([
    ...graph.nodes.flatMap((node) => node.inputs),
    ...graph.outputs.map(({ name }) => name),
  ]);
  builder.withoutGradient(() => {
    for (const { op, inputs: names, attributes, outputs } of graph.nodes) {
      const inputs = names.map((name) => values.get(name));
      const replacement = replacements[op];
      const made = replacement
        ? replacement({ builder, inputs, attributes, wanted: outputs.map((name) => read.has(name)) })
        : builder.applyMany(op, inputs, attributes);
      outputs.forEach((name, index) => values.set(name, made[index]!));
    }
  });
  const named = Object.fromEntries(graph.outputs.map(({ name }) => [name, values.get(name)!]));
  return { ...builder.build(graph.name, named, graph.metadata), opsets: graph.opsets };
}
