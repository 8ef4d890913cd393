import { ops } from '@natiu/tensor-graph';
import type { Value } from '@natiu/tensor-graph';
import { REG_MAX } from '@natiu/yolo';
import type { ResponseSettings } from './settings.ts';

/**
 * How much the teacher is sure of each anchor: its best class score.
 * @param classes [B, classes, A] logits @returns [B, 1, A], 0..1
 */
export function teacherConfidence(classes: Value): Value {
  return ops.reduceMax(ops.logistic(classes), [1]);
}

/** The confidence itself where it reaches the threshold, else 0, and the sum that a loss is divided by (at least 1). */
function weighAnchors(classes: Value, threshold: number): { weight: Value; norm: Value } {
  const confidence = teacherConfidence(classes);
  const below = ops.cast(ops.less(confidence, threshold), 'float32');
  const weight = ops.sub(confidence, ops.mul(confidence, below));
  return { weight, norm: ops.maximum(ops.reduceSum(weight, [0, 1, 2], false), 1) };
}

/**
 * Class distillation. With teacher logits t, student logits s, p = sigmoid(s / T), q = sigmoid(t / T), and anchors
 * weighted by the teacher's confidence w (0 below the threshold):
 *
 *     L = T² · sum over anchors of w · sum over classes of KL(q || p)  /  max(sum of w, 1)
 *
 * KL between two Bernoulli distributions is the cross-entropy with soft targets less the teacher's own entropy: the
 * gradient is the same, T w (p - q) / N, and the loss is 0 where both agree.
 *
 * @param student [B, classes, A] logits @param teacher the same, constant @returns scalar, without gain
 * Source: Hinton et al., Distilling the Knowledge in a Neural Network, arXiv:1503.02531, section 2, for one sigmoid per
 * class.
 */
export function classDistillation(
  student: Value,
  teacher: Value,
  { temperature, threshold }: Omit<ResponseSettings, 'gain'>,
): Value {
  const { weight, norm } = weighAnchors(teacher, threshold);
  const s = ops.div(student, temperature);
  const t = ops.div(teacher, temperature);
  const q = ops.logistic(t);
  const crossEntropy = ops.sub(ops.softplus(s), ops.mul(q, s));
  const entropy = ops.sub(ops.softplus(t), ops.mul(q, t));
  const weighted = ops.mul(ops.sub(crossEntropy, entropy), weight);
  return ops.mul(ops.div(ops.reduceSum(weighted, [0, 1, 2], false), norm), temperature ** 2);
}

/**
 * Localisation distillation: the distributions over each side's 16 distance bins, P = softmax(student / T) and
 * Q = softmax(teacher / T):
 *
 *     L = T² · sum over anchors of w · mean over 4 sides of KL(Q || P)  /  max(sum of w, 1)
 *
 * @param student [B, 64, A] logits, 16 bins for left, top, right, bottom @param teacher the same, constant
 * @param teacherClasses [B, classes, A] logits, which give w @returns scalar, without gain
 * Source: Zheng et al., Localization Distillation for Dense Object Detection, arXiv:2102.12252, section 3.
 */
export function boxDistillation(
  student: Value,
  teacher: { readonly box: Value; readonly cls: Value },
  { temperature, threshold }: Omit<ResponseSettings, 'gain'>,
): Value {
  const [batch, , anchors] = student.shape as [number, number, number];
  const { weight, norm } = weighAnchors(teacher.cls, threshold);
  const logShares = (box: Value) =>
    ops.logSoftmax(ops.div(ops.reshape(box, [batch, 4, REG_MAX, anchors]), temperature), 2);
  const target = logShares(teacher.box);
  const divergence = ops.mul(ops.exp(target), ops.sub(target, logShares(student)));
  const perAnchor = ops.reshape(ops.reduceSum(divergence, [1, 2], false), [batch, 1, anchors]);
  const total = ops.reduceSum(ops.mul(perAnchor, weight), [0, 1, 2], false);
  return ops.mul(ops.div(total, norm), temperature ** 2 / 4);
}
