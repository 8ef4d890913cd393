import type { DataType, Graph, GraphNode, Initializer, ValueInfo } from '@natiu/tensor-graph';

/** Short-hand for tests. */
export function value(name: string, shape: readonly number[], dataType: DataType = 'float32'): ValueInfo {
  return { name, dataType, shape };
}

/** A node without attributes, named after its first output. For tests. */
export function node(op: string, inputs: string[], outputs: string[]): GraphNode {
  return { name: `make_${outputs[0]}`, op, domain: '', inputs, outputs, attributes: {} };
}

/** A graph of what is given. For tests. */
export function graphOf(parts: Partial<Graph>): Graph {
  const empty: Graph = {
    name: 'test',
    inputs: [],
    outputs: [],
    nodes: [],
    initializers: [],
    opsets: { '': 17 },
    metadata: {},
  };
  return { ...empty, ...parts };
}

/** A convolution of two filters, an addition of `shift`, and the sum of everything. For tests. */
export function convGraph(): Graph {
  const w: Initializer = {
    ...value('w', [2, 1, 2, 2]),
    data: Float32Array.of(1, 0, 0, 1, 1, 1, 1, -4),
  };
  return graphOf({
    name: 'conv',
    inputs: [value('x', [1, 1, 3, 3]), value('shift', [1])],
    outputs: [value('y', [1, 2, 2, 2]), value('sum', [])],
    nodes: [
      node('Conv', ['x', 'w'], ['c']),
      node('Add', ['c', 'shift'], ['y']),
      {
        ...node('ReduceSum', ['y'], ['sum']),
        attributes: { keepdims: { kind: 'int', value: 0 } },
      },
    ],
    initializers: [w],
  });
}

/** [N, 3, H, W] -> [N, 3, H * W], doubled: a stand-in for a detector. For tests. */
export function detectorGraph(inputShape: readonly number[] = [1, 3, 2, 2]): Graph {
  const [batch, channels, height, width] = inputShape;
  return graphOf({
    name: 'detector',
    inputs: [value('images', inputShape)],
    outputs: [value('predictions', [batch, channels, height * width])],
    nodes: [node('Reshape', ['images', 'flat'], ['r']), node('Add', ['r', 'r'], ['predictions'])],
    initializers: [
      { ...value('flat', [3], 'int64'), data: BigInt64Array.of(BigInt(batch), BigInt(channels), -1n) },
    ],
    metadata: { classes: 'Female,Male' },
  });
}
