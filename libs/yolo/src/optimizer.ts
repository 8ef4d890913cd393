import { ops } from '@natiu/tensor-graph';
import type { Value } from '@natiu/tensor-graph';

/** Trained groups: each has its own learning rate; only convolution weights decay. */
export const TRAINED_GROUPS = ['weight', 'bn', 'bias'] as const;
export type TrainedGroup = (typeof TRAINED_GROUPS)[number];

/**
 * Scales gradients so that their joint L2 norm is at most `maxNorm`.
 * @returns the factor min(1, maxNorm / (norm + 1e-6)) and the norm before it, both scalars
 * Source: Pascanu et al., On the difficulty of training recurrent neural networks, arXiv:1211.5063, section 3.2.
 */
export function clipFactor(gradients: readonly Value[], maxNorm: number): { factor: Value; norm: Value } {
  const squares = gradients.map((gradient) => ops.reduceSumSquare(gradient, [0], false));
  const norm = ops.sqrt(ops.sum(squares));
  const { builder } = norm;
  return { norm, factor: ops.minimum(ops.div(builder.scalar(maxNorm), ops.add(norm, 1e-6)), 1) };
}

export interface SgdState {
  readonly parameter: Value;
  readonly momentumBuffer: Value;
}

/**
 * One step of stochastic gradient descent with Nesterov momentum and L2 decay:
 * g <- g + decay p; v <- m v + g; p <- p - lr (g + m v). A buffer of zeros gives v = g at the first step.
 *
 * @param settings scalars; decay is absent for groups that do not decay
 * Source: Sutskever et al., On the importance of initialization and momentum in deep learning, ICML 2013.
 */
export function nesterovStep(
  state: SgdState,
  gradient: Value,
  settings: { learningRate: Value; momentum: Value; decay?: Value },
): SgdState {
  const { parameter, momentumBuffer } = state;
  const decayed = settings.decay ? ops.add(gradient, ops.mul(parameter, settings.decay)) : gradient;
  const velocity = ops.add(ops.mul(momentumBuffer, settings.momentum), decayed);
  const step = ops.add(decayed, ops.mul(velocity, settings.momentum));
  return { parameter: ops.sub(parameter, ops.mul(step, settings.learningRate)), momentumBuffer: velocity };
}

/** average <- decay average + (1 - decay) current, for a scalar decay. */
export function exponentialAverage(average: Value, current: Value, decay: Value): Value {
  const rest = ops.sub(decay.builder.scalar(1), decay);
  return ops.add(ops.mul(average, decay), ops.mul(current, rest));
}
