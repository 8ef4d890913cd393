import { ops } from '@natiu/tensor-graph';
import type { Value } from '@natiu/tensor-graph';
import { REG_MAX } from './architecture.ts';
import { assignTargets, splitCorners } from './assigner.ts';
import type { Assignment, GroundTruth } from './assigner.ts';
import { completeIou } from './ciou.ts';
import { binNumbers, cornersFromDistances, expectedDistances } from './head-maps.ts';
import type { Anchors, Corners, FlatHeads } from './head-maps.ts';

/** How much each part counts in the sum. */
export interface LossGains {
  readonly box: number;
  readonly cls: number;
  readonly dfl: number;
}
export const DEFAULT_GAINS: LossGains = { box: 7.5, cls: 0.5, dfl: 1.5 };

export interface DetectionLoss {
  /** The value that is differentiated: sum of the parts times the batch size. Scalar. */
  readonly total: Value;
  /** [3] box, class and distribution parts, gains included. */
  readonly parts: Value;
  readonly assignment: Assignment;
}

/**
 * YOLOv8's detection loss.
 *
 * Class: binary cross-entropy over all anchors; box: 1 - CIoU; distribution: cross-entropy with the two bins next to
 * the target. All are divided by the sum of the target scores (at least 1); the last two are weighted by them.
 */
export function detectionLoss(
  heads: FlatHeads,
  anchors: Anchors,
  truth: GroundTruth,
  gains: LossGains = DEFAULT_GAINS,
): DetectionLoss {
  const { builder } = heads.box;
  const batch = heads.box.shape[0]!;
  const corners = cornersFromDistances(expectedDistances(heads.box), anchors); // cells
  const assignment = builder.withoutGradient(() =>
    assignTargets(ops.logistic(heads.cls), scaleCorners(corners, anchors.stride), anchors, truth),
  );
  const { norm, weight, target } = builder.withoutGradient(() => ({
    norm: ops.maximum(ops.reduceSum(assignment.targetScores, [0, 1, 2], false), 1),
    weight: ops.reduceSum(assignment.targetScores, [1]), // [B, 1, A]
    target: splitCorners(ops.div(assignment.targetBoxes, anchors.stride), 1), // cells
  }));
  const share = (x: Value, gain: number) => ops.mul(ops.div(ops.reduceSum(x, [0, 1, 2], false), norm), gain);

  const crossEntropy = ops.sub(ops.softplus(heads.cls), ops.mul(heads.cls, assignment.targetScores));
  const iouLoss = ops.mul(ops.sub(builder.scalar(1), completeIou(corners, target)), weight);
  const dfl = ops.mul(distributionLoss(heads.box, target, anchors), weight);
  const parts = ops.concat(
    [share(iouLoss, gains.box), share(crossEntropy, gains.cls), share(dfl, gains.dfl)].map((x) =>
      ops.reshape(x, [1]),
    ),
    0,
  );
  return { total: ops.mul(ops.reduceSum(parts, [0], false), batch), parts, assignment };
}

function scaleCorners(corners: Corners, by: Value): Corners {
  return {
    x1: ops.mul(corners.x1, by),
    y1: ops.mul(corners.y1, by),
    x2: ops.mul(corners.x2, by),
    y2: ops.mul(corners.y2, by),
  };
}

/** Farthest distance that the 16 bins can express, in cells. */
const FARTHEST = REG_MAX - 1 - 0.01;

/**
 * Distribution focal loss: mean over the four sides of the cross-entropy with the bins next to the target distance.
 * @param box [B, 64, A] logits @param target corners in cells @returns [B, 1, A]
 * Source: Li et al., Generalized Focal Loss, arXiv:2006.04388, equation 6.
 */
function distributionLoss(box: Value, target: Corners, anchors: Anchors): Value {
  const { builder } = box;
  const [batch, , count] = box.shape as [number, number, number];
  const binShares = builder.withoutGradient(() => {
    const distances = ops.concat(
      [
        ops.sub(anchors.x, target.x1),
        ops.sub(anchors.y, target.y1),
        ops.sub(target.x2, anchors.x),
        ops.sub(target.y2, anchors.y),
      ],
      1,
    ); // [B, 4, A]
    const clamped = ops.minimum(ops.relu(distances), FARTHEST);
    const apart = ops.sub(ops.reshape(clamped, [batch, 4, 1, count]), binNumbers(builder)); // [B, 4, 16, A]
    return ops.relu(ops.sub(builder.scalar(1), ops.maximum(apart, ops.neg(apart))));
  });
  const logShares = ops.logSoftmax(ops.reshape(box, [batch, 4, REG_MAX, count]), 2);
  const perAnchor = ops.reduceSum(ops.mul(logShares, binShares), [1, 2], false); // [B, A]
  return ops.reshape(ops.mul(perAnchor, -1 / 4), [batch, 1, count]);
}
