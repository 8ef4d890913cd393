import type { Graph } from '@natiu/tensor-graph';

/** y = relu(conv(x, w) + b): small enough to follow by hand. For tests. */
export function convGraph(): Graph {
  return {
    name: 'conv',
    inputs: [{ name: 'x', dataType: 'float32', shape: [1, 1, 3, 3] }],
    outputs: [{ name: 'y', dataType: 'float32', shape: [1, 2, 2, 2] }],
    nodes: [
      {
        name: 'convolve',
        op: 'Conv',
        domain: '',
        inputs: ['x', 'w', 'b'],
        outputs: ['c'],
        attributes: {
          kernel_shape: { kind: 'ints', value: [2, 2] },
          pads: { kind: 'ints', value: [0, 0, 0, 0] },
          group: { kind: 'int', value: 1 },
          auto_pad: { kind: 'string', value: 'NOTSET' },
        },
      },
      { name: 'rectify', op: 'Relu', domain: '', inputs: ['c'], outputs: ['y'], attributes: {} },
    ],
    initializers: [
      { name: 'w', dataType: 'float32', shape: [2, 1, 2, 2], data: Float32Array.of(1, 0, 0, 1, 1, 1, 1, -4) },
      { name: 'b', dataType: 'float32', shape: [2], data: Float32Array.of(0.5, -1) },
    ],
    opsets: { '': 17 },
    metadata: { classes: 'Female,Male', note: 'ñandú' },
  };
}
