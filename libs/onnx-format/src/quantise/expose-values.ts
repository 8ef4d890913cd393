import { InputError } from '@natiu/errors';
import type { Graph } from '@natiu/tensor-graph';
import { inferTypes } from './infer-types.ts';

/**
 * The same graph with inner values among its outputs, so that they can be looked at.
 * @throws InputError for a name that the graph does not have
 */
export function exposeValues(graph: Graph, names: readonly string[]): Graph {
  const types = inferTypes(graph);
  const known = new Set(graph.outputs.map(({ name }) => name));
  const added = names
    .filter((name) => !known.has(name))
    .map((name) => {
      const type = types.get(name);
      if (!type) throw new InputError(`graph "${graph.name}" has no value "${name}"`);
      return type;
    });
  return { ...graph, outputs: [...graph.outputs, ...added] };
}
