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
      const zeros = builder.constant(new Float32Array(channels), [channels], 'float32');
      return [batchNormInEvaluation(centred, { scale, shift, mean: zeros, variance }, epsilon)];
    },
    ([gradient]) => {
      const dy = gradient!;
      const inverse = ops.reciprocal(ops.sqrt(ops.add(variance, epsilon))); // [C]
      const sumDy = channelSum(dy);
      const dScale = ops.mul(channelSum(ops.mul(dy, centred)), inverse);
      const p = ops.mul(scale, inverse);
      const q = ops.mul(p, ops.div(ops.mul(dScale, inverse), -count));
      const r = ops.div(ops.mul(p, sumDy), -count);
      const linear = ops.add(ops.mul(centred, perChannel(q)), perChannel(r));
      return [ops.add(ops.mul(dy, perChannel(p)), linear), dScale, sumDy];
    },
  );
  return { y: y!, mean, variance, count };
}

function batchStatistics(x: Value, count: number) {
  const mean = ops.div(channelSum(x), count);
  const centred = ops.sub(x, perChannel(mean));
  const squares = ops.reduceSum(ops.reduceSumSquare(centred, [2, 3], false), [0], false);
  return { mean, centred, variance: ops.div(squares, count) };
}

/** [B, C, H, W] -> [C]; in two stages, each over contiguous memory, which is both faster and more exact. */
export function channelSum(x: Value): Value {
  return ops.reduceSum(ops.reduceSum(x, [2, 3], false), [0], false);
}

/** [C] -> [1, C, 1, 1] */
function perChannel(x: Value): Value {
  return ops.reshape(x, [1, x.shape[0]!, 1, 1]);
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
