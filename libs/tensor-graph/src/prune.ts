import type { Graph, GraphNode } from './graph.ts';

/**
 * Drops nodes and initializers that no output depends on, and the places of a MaxPool that nothing reads: runtimes have
 * a faster kernel without them, or only that one. Inputs stay: they are the graph's contract.
 */
export function pruneGraph(graph: Graph): Graph {
  const wanted = new Set(graph.outputs.map((output) => output.name));
  const kept = [];
  for (const node of graph.nodes.toReversed()) {
    if (!node.outputs.some((output) => wanted.has(output))) continue;
    kept.push(node.op === 'MaxPool' ? withoutUnread(node, wanted) : node);
    for (const input of node.inputs) wanted.add(input);
  }
  return {
    ...graph,
    nodes: kept.toReversed(),
    initializers: graph.initializers.filter((initializer) => wanted.has(initializer.name)),
  };
}

function withoutUnread(node: GraphNode, wanted: ReadonlySet<string>): GraphNode {
  const [values, places] = node.outputs;
  return places === undefined || wanted.has(places) ? node : { ...node, outputs: [values!] };
}
