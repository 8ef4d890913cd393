import type { Graph, GraphNode, Initializer } from '@natiu/tensor-graph';
import { codeOfDataType } from './data-types.ts';
import { toFloat16 } from './float16.ts';
import { freeName, namesInUse } from './free-name.ts';

/** Below this a constant is a setting (scales, an epsilon), not a weight, and saves nothing. */
const MIN_ELEMENTS = 16;
const MAX_HALF = 65504;

/**
 * Halves a model's size: float32 constants become float16 ones, cast back where they are read, so every
 * operator still computes in float32. A runtime folds the casts away when it loads the model.
 * Constants whose finite values float16 cannot hold stay as they are.
 */
export function storeWeightsAsFloat16(graph: Graph): Graph {
  const taken = namesInUse(graph);
  const casts: GraphNode[] = [];
  const initializers = graph.initializers.map((initializer): Initializer => {
    if (!isWeight(initializer)) return initializer;
    const name = freeName(`${initializer.name}.float16`, taken);
    casts.push(castNode(name, initializer.name));
    return { name, dataType: 'float16', shape: initializer.shape, data: toFloat16(initializer.data) };
  });
  return { ...graph, initializers, nodes: [...casts, ...graph.nodes] };
}

function isWeight(initializer: Initializer): initializer is Initializer & { data: Float32Array } {
  const { dataType, data } = initializer;
  if (dataType !== 'float32' || !(data instanceof Float32Array) || data.length < MIN_ELEMENTS) return false;
  return data.every((value) => Math.abs(value) <= MAX_HALF || !Number.isFinite(value));
}

function castNode(input: string, output: string): GraphNode {
  return {
    name: `${input}.cast`,
    op: 'Cast',
    domain: '',
    inputs: [input],
    outputs: [output],
    attributes: { to: { kind: 'int', value: codeOfDataType('float32') } },
  };
}
