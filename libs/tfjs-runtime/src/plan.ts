import { AppError, InputError } from '@natiu/errors';
import type { Graph, GraphNode, Initializer } from '@natiu/tensor-graph';
import { operatorFor } from './operators/registry.ts';
import type { Operator } from './operators/operator.ts';

/** One node, with all that can be known before the first run. */
export interface Step {
  readonly node: GraphNode;
  readonly operator: Operator;
  /** Per input: the numbers of one that the operator reads as a constant. */
  readonly constants: readonly (readonly number[] | undefined)[];
  /** Per input: its name, or '' for one that is left out or is a constant. */
  readonly inputs: readonly string[];
  readonly wanted: readonly boolean[];
  /** Values that nothing reads after this step. */
  readonly spent: readonly string[];
}

export interface Plan {
  readonly steps: readonly Step[];
  /** Initializers that are read as tensors; the rest are axes and shapes. */
  readonly weights: readonly Initializer[];
}

/** @throws InputError naming the node that has no TensorFlow.js form */
export function planGraph(graph: Graph): Plan {
  const initializers = new Map(graph.initializers.map((one) => [one.name, one]));
  const drafts = graph.nodes.map((node) => draftStep(node, initializers));
  const lastReader = new Map<string, number>();
  drafts.forEach(({ inputs }, index) => {
    for (const name of inputs) if (name !== '') lastReader.set(name, index);
  });
  const outputs = new Set(graph.outputs.map((output) => output.name));
  const kept = (name: string) => outputs.has(name) || initializers.has(name);
  const steps = drafts.map((draft, index) => ({
    ...draft,
    wanted: draft.node.outputs.map((name) => lastReader.has(name) || outputs.has(name)),
    spent: [...new Set(draft.inputs)].filter(
      (name) => name !== '' && lastReader.get(name) === index && !kept(name),
    ),
  }));
  const isWeight = (name: string) => lastReader.has(name) || outputs.has(name);
  return { steps, weights: graph.initializers.filter((one) => isWeight(one.name)) };
}

function draftStep(node: GraphNode, initializers: ReadonlyMap<string, Initializer>) {
  try {
    const operator = operatorFor(node.op, node.domain);
    const isConstant = (index: number) => operator.constants?.includes(index) ?? false;
    const constants = node.inputs.map((name, index) =>
      isConstant(index) && name !== '' ? numbersOf(name, initializers) : undefined,
    );
    return { node, operator, constants, inputs: node.inputs.map((name, i) => (isConstant(i) ? '' : name)) };
  } catch (cause) {
    throw explainNode(cause, node, 'cannot be run');
  }
}

function numbersOf(name: string, initializers: ReadonlyMap<string, Initializer>): number[] {
  const found = initializers.get(name);
  if (!found) throw new InputError(`its input "${name}" must be a constant of the graph`);
  return Array.from(found.data as ArrayLike<number | bigint>, Number);
}

/** @param what what happened to the node, for the message */
export function explainNode(cause: unknown, node: GraphNode, what: string): AppError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new InputError(`TensorFlow.js: node "${node.name}" (${node.op}) ${what}: ${reason}`, {
    cause,
    details: { node: node.name },
  });
}
