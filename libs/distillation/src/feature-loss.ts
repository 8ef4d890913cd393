import { ops } from '@natiu/tensor-graph';
import type { Value } from '@natiu/tensor-graph';

/**
 * Channel-wise distillation: every channel's map becomes a distribution over space, so that it says where the channel is
 * active and not how strongly. With P and Q the softmax over the h · w positions of student / T and teacher / T:
 *
 *     L = T² · mean over levels, pictures and channels of KL(Q || P)
 *
 * @param student per level [B, C, h, w], already at the teacher's channels @param teacher the same shapes, constant
 * @returns scalar, without gain
 * Source: Shu et al., Channel-wise Knowledge Distillation for Dense Prediction, arXiv:2011.13256, section 3.2.
 */
export function channelWiseDistillation(
  student: readonly Value[],
  teacher: readonly Value[],
  temperature: number,
): Value {
  const levels = student.map((map, level) => {
    const [batch, channels, height, width] = map.shape as [number, number, number, number];
    const logShares = (x: Value) =>
      ops.logSoftmax(ops.div(ops.reshape(x, [batch * channels, height * width]), temperature), 1);
    const target = logShares(teacher[level]!);
    const divergence = ops.mul(ops.exp(target), ops.sub(target, logShares(map)));
    return ops.div(ops.reduceSum(divergence, [0, 1], false), batch * channels);
  });
  return ops.mul(ops.sum(levels), temperature ** 2 / levels.length);
}

/**
 * Projected features: squared differences, which count where the teacher is sure that there is something. With w the
 * teacher's best class score at a position (of any level):
 *
 *     L = sum over positions of w · mean over channels of (student - teacher)²  /  max(sum of w, 1)
 *
 * @param student per level [B, C, h, w], already projected to the teacher's channels @param teacher the same, constant
 * @param confidence [B, 1, A] over P3, P4, P5, each row by row @returns scalar, without gain
 * Source: the weighting of feature imitation by the teacher's own confidence, as in Wang et al., Distilling Object
 * Detectors with Fine-grained Feature Imitation, arXiv:1906.03609, with soft instead of cut-out regions.
 */
export function projectedDistillation(
  student: readonly Value[],
  teacher: readonly Value[],
  confidence: Value,
): Value {
  const perPosition = student.map((map, level) => {
    const [batch, , height, width] = map.shape as [number, number, number, number];
    const squares = ops.square(ops.sub(map, teacher[level]!));
    return ops.reshape(ops.reduceMean(squares, [1], false), [batch, 1, height * width]);
  });
  const weighted = ops.mul(ops.concat(perPosition, 2), confidence);
  const norm = ops.maximum(ops.reduceSum(confidence, [0, 1, 2], false), 1);
  return ops.div(ops.reduceSum(weighted, [0, 1, 2], false), norm);
}
