import type { Graph, Initializer } from '@natiu/tensor-graph';
import { codeOfDataType } from '../data-types.ts';
import { fromFloat16 } from '../float16.ts';

/** Undoes `storeWeightsAsFloat16`: float16 constants that are only cast to float32 become float32 constants. */
export function restoreFloat32Weights(graph: Graph): Graph {
  const halves = new Map(
    graph.initializers.filter(({ dataType }) => dataType === 'float16').map((one) => [one.name, one]),
  );
  const restored: Initializer[] = [];
  const nodes = graph.nodes.filter((node) => {
    const half = node.op === 'Cast' && node.domain === '' ? halves.get(node.inputs[0]!) : undefined;
    const to = node.attributes.to;
    if (!half || to?.kind !== 'int' || to.value !== codeOfDataType('float32')) return true;
    const data = fromFloat16(half.data as Uint16Array);
    restored.push({ name: node.outputs[0]!, dataType: 'float32', shape: half.shape, data });
    return false;
  });
  const read = new Set([...nodes.flatMap(({ inputs }) => inputs), ...graph.outputs.map(({ name }) => name)]);
  const kept = graph.initializers.filter(({ name }) => !halves.has(name) || read.has(name));
  return { ...graph, nodes, initializers: [...kept, ...restored] };
}
