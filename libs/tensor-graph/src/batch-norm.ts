import { float } from './attributes.ts';
import {
  add,
  div,
  mul,
  reduceMean,
  reduceSum,
  reduceSumSquare,
  reshape,
  sqrt,
  square,
  sub,
} from './functions.ts';
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
 * dx = p dy + q x + r has one fused pass, with p, q and r per channel.
 *
 * @param x [B, C, H, W] @param scale [C] @param shift [C]
 * Source: Ioffe & Szegedy, Batch Normalization, arXiv:1502.03167, section 3.
 */
export function batchNormInTraining(x: Value, scale: Value, shift: Value, epsilon: number): BatchNormOutputs {
  const channels = x.shape[1]!;
  const count = elementCount(x.shape) / channels;
  const { builder } = x;
  const [mean, variance] = builder.withoutGradient(() => batchStatistics(x, count)) as [Value, Value];
  const normalize = (scaleBy: Value, shiftBy: Value, centre: Value, spread: Value) =>
    builder.apply('BatchNormalization', [x, scaleBy, shiftBy, centre, spread], { epsilon: float(epsilon) });

  const [y] = builder.composite(
    [x, scale, shift],
    () => [normalize(scale, shift, mean, variance)],
    ([gradient]) => {
      const dy = gradient!;
      const inverse = div(builder.scalar(1), sqrt(add(variance, epsilon))); // [C]
      const sumDy = reduceSum(dy, [0, 2, 3], false); // [C]
      const sumDyX = reduceSum(mul(dy, x), [0, 2, 3], false); // [C]
      const dScale = mul(sub(sumDyX, mul(mean, sumDy)), inverse);
      const p = mul(scale, inverse);
      const q = mul(p, div(mul(dScale, inverse), -count)); // factor of (x - mean)
      const r = div(mul(p, sumDy), -count);
      const affine = add(mul(x, perChannel(q)), perChannel(sub(r, mul(q, mean))));
      return [add(mul(dy, perChannel(p)), affine), dScale, sumDy];
    },
  );
  return { y: y!, mean, variance, count };
}

function batchStatistics(x: Value, count: number): [Value, Value] {
  const mean = ops_mean(x, count);
  if (process.env.BNV === 'c') return [mean, div(sumSq(sub(x, perChannel(mean))), count)];
  return [mean, sub(div(sumSq(x), count), square(mean))];
}
const ops_mean = (x: Value, n: number) => div(reduceSum(reduceSum(x, [2, 3], false), [0], false), n);
const sumSq = (x: Value) => reduceSum(reduceSumSquare(x, [2, 3], false), [0], false);

/** [C] -> [1, C, 1, 1] */
function perChannel(x: Value): Value {
  return reshape(x, [1, x.shape[0]!, 1, 1]);
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
