import { batchNormInEvaluation, int, ints, ops } from '@natiu/tensor-graph';
import type { Shape } from '@natiu/tensor-graph';
import { anywhere, one, positive, tied } from './operator-case.ts';
import type { Draw, OperatorCase, OperatorCases } from './operator-case.ts';

interface Convolved {
  readonly x: Shape;
  readonly weight: Shape;
  readonly stride?: number;
  readonly padding?: number;
  readonly bias?: boolean;
}

function convolution(name: string, { x, weight, stride = 1, padding = 0, bias }: Convolved): OperatorCase {
  return one(name, [x, weight, ...(bias ? [[weight[0]!]] : [])], ([image, filter, shift]) =>
    ops.conv(image!, filter!, { stride, padding }, shift),
  );
}

/** As the gradient of a convolution emits it. */
function transposed(
  name: string,
  x: Shape,
  weight: Shape,
  geometry: { stride: number; padding: number; extra: number[] },
) {
  const { stride, padding, extra } = geometry;
  return one(name, [x, weight], ([gradient, filter], builder) =>
    builder.apply('ConvTranspose', [gradient, filter], {
      kernel_shape: ints(weight.slice(2)),
      strides: ints([stride, stride]),
      pads: ints([padding, padding, padding, padding]),
      output_padding: ints(extra),
    }),
  );
}

function pool(name: string, shape: Shape, [kernel, stride, padding]: [number, number, number], draw?: Draw) {
  return one(
    name,
    [shape],
    ([x], builder) =>
      builder.applyMany('MaxPool', [x], {
        kernel_shape: ints([kernel, kernel]),
        strides: ints([stride, stride]),
        pads: ints([padding, padding, padding, padding]),
      }),
    draw,
  );
}

export const spatialCases: OperatorCases = {
  Conv: [
    convolution('1x1', { x: [2, 3, 5, 4], weight: [4, 3, 1, 1] }),
    convolution('1x1 with bias', { x: [2, 3, 5, 4], weight: [4, 3, 1, 1], bias: true }),
    convolution('1x1 with stride 2', { x: [2, 2, 5, 4], weight: [3, 2, 1, 1], stride: 2 }),
    convolution('3x3 of the same size', { x: [2, 2, 6, 7], weight: [3, 2, 3, 3], padding: 1, bias: true }),
    convolution('3x3 without padding', { x: [1, 2, 6, 5], weight: [2, 2, 3, 3] }),
    convolution('3x3 with stride 2, even', { x: [2, 2, 6, 8], weight: [3, 2, 3, 3], stride: 2, padding: 1 }),
    convolution('3x3 with stride 2, odd', { x: [2, 2, 7, 5], weight: [3, 2, 3, 3], stride: 2, padding: 1 }),
    convolution('5x5', { x: [1, 2, 6, 5], weight: [2, 2, 5, 5], padding: 2 }),
  ],
  ConvTranspose: [
    transposed('to an even size', [2, 3, 3, 4], [3, 2, 3, 3], { stride: 2, padding: 1, extra: [1, 1] }),
    transposed('to an odd and an even size', [1, 3, 3, 4], [3, 2, 3, 3], {
      stride: 2,
      padding: 1,
      extra: [0, 1],
    }),
    transposed('without padding', [1, 2, 3, 2], [2, 3, 2, 2], { stride: 2, padding: 0, extra: [0, 0] }),
    transposed('with stride 3', [1, 2, 2, 2], [2, 2, 3, 3], { stride: 3, padding: 0, extra: [2, 1] }),
  ],
  BatchNormalization: [
    {
      name: 'given statistics',
      inputs: [
        { shape: [2, 3, 4, 2], draw: anywhere },
        { shape: [3], draw: anywhere },
        { shape: [3], draw: anywhere },
        { shape: [3], draw: anywhere },
        { shape: [3], draw: positive },
      ],
      build: ([x, scale, shift, mean, variance]) =>
        batchNormInEvaluation(x!, { scale: scale!, shift: shift!, mean: mean!, variance: variance! }, 1e-3),
    },
  ],
  MaxPool: [
    pool('5x5 of the same size, with positions', [2, 2, 6, 7], [5, 1, 2]),
    pool('of negative numbers beside padding', [1, 1, 4, 4], [5, 1, 2], (random) => -1 - random()),
    pool('with ties: the first wins', [2, 2, 5, 5], [5, 1, 2], tied),
    pool('2x2 with stride 2', [1, 3, 6, 4], [2, 2, 0]),
    pool('3x3 with stride 2 and padding', [1, 2, 7, 6], [3, 2, 1]),
    one('without positions', [[2, 3, 5, 5]], ([x]) => ops.maxPool(x!, 5, 1, 2)),
  ],
  Resize: [one('twofold', [[2, 3, 2, 3]], ([x]) => ops.upsampleTwofold(x!))],
  SpaceToDepth: [
    one('blocks of 2', [[2, 3, 4, 6]], ([x], b) => b.apply('SpaceToDepth', [x], { blocksize: int(2) })),
  ],
};
