import { encodeModel } from '@natiu/onnx-format';
import type { Graph, GraphNode } from '@natiu/tensor-graph';

/** One anchor of a trial model: box in pixels of its 32 x 32 input, and five class scores. */
export type TrialAnchor = readonly [cx: number, cy: number, w: number, h: number, ...scores: number[]];

/** For tests: a detection model of 32 x 32 px that answers every picture with the same predictions. */
export function createTrialModel(anchors: readonly TrialAnchor[], classes = 5): Uint8Array {
  const rows = 4 + classes;
  const shape = [1, rows, anchors.length];
  const data = Float32Array.from({ length: rows * anchors.length }, (_, i) => {
    return anchors[i % anchors.length][Math.floor(i / anchors.length)];
  });
  const node = (op: string, inputs: string[], output: string): GraphNode => ({
    name: output,
    op,
    domain: '',
    inputs,
    outputs: [output],
    attributes: op === 'ReduceSum' ? { keepdims: { kind: 'int', value: 0 } } : {},
  });
  const graph: Graph = {
    name: 'trial',
    inputs: [{ name: 'images', dataType: 'float32', shape: [1, 3, 32, 32] }],
    outputs: [{ name: 'predictions', dataType: 'float32', shape }],
    nodes: [
      node('Mul', ['images', 'zero'], 'nothing'),
      node('ReduceSum', ['nothing'], 'sum'),
      node('Add', ['answer', 'sum'], 'predictions'),
    ],
    initializers: [
      { name: 'zero', dataType: 'float32', shape: [1], data: new Float32Array(1) },
      { name: 'answer', dataType: 'float32', shape, data },
    ],
    opsets: { '': 17 },
    metadata: {},
  };
  return encodeModel(graph);
}
