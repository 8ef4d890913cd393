import type { Graph } from './graph.ts';

/** Drops nodes and initializers that no output depends on. Inputs stay: they are the graph's contract. */
export function pruneGraph(graph: Graph): Graph {
  const wanted = new Set(graph.outputs.map((output) => output.name));
  const kept = [];
  for (const node of graph.nodes.toReversed()) {
    if (!node.outputs.some((output) => wanted.has(output))) continue;
    kept.push(node);
    for (const input of node.inputs) wanted.add(input);
  }
  return {
    ...graph,
    nodes: kept.toReversed(),
    initializers: graph.initializers.filter((initializer) => wanted.has(initializer.name)),
  };
}
