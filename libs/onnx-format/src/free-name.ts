import type { Graph } from '@natiu/tensor-graph';

/** Every name that a value of the graph has. */
export function namesInUse(graph: Graph): Set<string> {
  const taken = new Set([...graph.initializers, ...graph.inputs].map(({ name }) => name));
  for (const node of graph.nodes) node.outputs.forEach((name) => taken.add(name));
  return taken;
}

/** The wanted name, or the first numbered one that is free; it counts as taken from now on. */
export function freeName(wanted: string, taken: Set<string>): string {
  let name = wanted;
  for (let n = 2; taken.has(name); n++) name = `${wanted}.${n}`;
  taken.add(name);
  return name;
}
