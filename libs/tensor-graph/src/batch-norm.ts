import { float } from './attributes.ts';
import * as ops from './functions.ts';
import { elementCount } from './value.ts';
import type { Value } from './value.ts';

export interface BatchNormOutputs {
  /** Normalised, scaled and shifted, of the input's shape. */
  readonly y: Value;
  /** [C] mean of the batch. */
  readonly mean: Value;
  /** [C] biased variance of the batch, which normalises. */
  readonly variance: Value;
  /** Positions per channel, B * H * W; the running variance takes variance * n / (n - 1). */
  readonly count: number;
}

/**
 * Batch normalisation with the statistics of the batch, differentiable in x, scale and shift.
 *
 * y = scale * (x - mean) / sqrt(variance + epsilon) + shift, per channel. It is one step of the tape: its derivative
 * dx = p dy + q (x - mean) + r has p, q and r per channel. Everything works on x - mean, because sums of uncentred
 * squares and products lose the digits that the gradients need.
 *
 * @param x [B, C, H, W] @param scale [C] @param shift [C]
 * Source: Ioffe & Szegedy, Batch Normalization, arXiv:1502.03167, section 3.
 */
export function batchNormInTraining(x: Value, scale: Value, shift: Value, epsilon: number): BatchNormOutputs {
  const { builder } = x;
  const channels = x.shape[1]!;
  const count = elementCount(x.shape) / channels;
  const { mean, variance, centred } = builder.withoutGradient(() => batchStatistics(x, count));

  const [y] = builder.composite(
    [x, scale, shift],
    () => {
      const inverse = ops.reciprocal(ops.sqrt(ops.add(variance, epsilon)));
      return [channelAffine(centred, ops.mul(scale, inverse), shift)];
    },
    ([gradient]) => {
      const dy = gradient!;
      const inverse = ops.reciprocal(ops.sqrt(ops.add(variance, epsilon))); // [C]
      const sumDy = channelSum(dy);
      const dScale = ops.mul(channelSum(ops.mul(dy, centred)), inverse);
      const p = ops.mul(scale, inverse);
      const q = ops.mul(p, ops.div(ops.mul(dScale, inverse), -count));
      const r = ops.div(ops.mul(p, sumDy), -count);
      return [ops.add(channelAffine(dy, p, r), channelAffine(centred, q)), dScale, sumDy];
    },
  );
  return { y: y!, mean, variance, count };
}

function batchStatistics(x: Value, count: number) {
  const { builder } = x;
  const mean = ops.div(channelSum(x), count);
  const ones = builder.constant(new Float32Array(mean.shape[0]!).fill(1), mean.shape, 'float32');
  const centred = channelAffine(x, ones, ops.neg(mean));
  const squares = ops.reduceSum(ops.reduceSumSquare(centred, [2, 3], false), [0], false);
  return { mean, centred, variance: ops.div(squares, count) };
}

/**
 * a x + b per channel in one pass over memory. As `BatchNormalization` with mean 0 and variance 1 it runs several times
 * faster on ONNX Runtime's CPU kernels than a multiplication and an addition that broadcast.
 *
 * @param x [B, C, H, W] @param a [C] @param b [C], zero when left out
 */
function channelAffine(x: Value, a: Value, b?: Value): Value {
  const constant = (value: number) =>
    x.builder.constant(new Float32Array(a.shape[0]!).fill(value), a.shape, 'float32');
  return x.builder.apply('BatchNormalization', [x, a, b ?? constant(0), constant(0), constant(1)], {
    epsilon: float(0),
  });
}

/** [B, C, H, W] -> [C]; in two stages, each over contiguous memory, which is both faster and more exact. */
export function channelSum(x: Value): Value {
  return ops.reduceSum(ops.reduceSum(x, [2, 3], false), [0], false);
}

/** Batch normalisation with running statistics: what the network does once it is trained. */
export function batchNormInEvaluation(
  x: Value,
  parameters: { scale: Value; shift: Value; mean: Value; variance: Value },
  epsilon: number,
): Value {
  const { scale, shift, mean, variance } = parameters;
  return x.builder.apply('BatchNormalization', [x, scale, shift, mean, variance], {
    epsilon: float(epsilon),
  });
}
