import { ops } from '@natiu/tensor-graph';
import type { Value } from '@natiu/tensor-graph';
import { completeIou } from './ciou.ts';
import type { Anchors, Corners } from './head-maps.ts';

const TOP_K = 10;
const EPSILON = 1e-9;

/** Labelled boxes of a batch, padded to M rows per picture. */
export interface GroundTruth {
  /** [B, M, 4] x1, y1, x2, y2 in pixels; padding rows are zero. */
  readonly boxesXyxy: Value;
  /** [B, M, classes] one-hot; padding rows are zero. */
  readonly classes: Value;
  /** [B, M, 1] how far each box is trusted, 0..1: its target scores are multiplied by it. 1 when left out. */
  readonly weights?: Value;
}

/** What each anchor shall predict. Everything is zero for anchors that belong to no box. */
export interface Assignment {
  /** [B, classes, A] soft class targets. */
  readonly targetScores: Value;
  /** [B, classes, A] one-hot class of the assigned box. */
  readonly targetClasses: Value;
  /** [B, 4, A] x1, y1, x2, y2 in pixels. */
  readonly targetBoxes: Value;
  /** [B, 1, A] 1 for anchors that belong to a box. */
  readonly foreground: Value;
  /** [B, 1, A] int64 row of the assigned box. */
  readonly boxIndex: Value;
}

/**
 * Task-aligned assignment: each box takes the 10 anchors inside it with the best score^0.5 * CIoU^6; an anchor wanted
 * by several boxes goes to the one it overlaps most. Constant to the gradient.
 *
 * @param scores [B, classes, A] predicted class scores @param boxes predicted corners in pixels, each [B, 1, A]
 * Source: Feng et al., TOOD, arXiv:2108.07755, section 3.2, with the settings of YOLOv8.
 */
export function assignTargets(
  scores: Value,
  boxes: Corners,
  anchors: Anchors,
  truth: GroundTruth,
): Assignment {
  return scores.builder.withoutGradient(() => {
    const truthCorners = splitCorners(truth.boxesXyxy, 2); // each [B, M, 1]
    const valid = ops.reduceMax(truth.classes, [2]); // [B, M, 1]
    const inside = ops.mul(anchorsInside(truthCorners, anchors), valid); // [B, M, A]
    const overlaps = ops.mul(ops.relu(completeIou(truthCorners, boxes)), inside);
    const classScores = ops.mul(ops.matMul(truth.classes, scores), inside);
    const alignment = ops.mul(ops.sqrt(classScores), sixthPower(overlaps));
    const wanted = ops.mul(topAnchors(alignment), inside);
    const chosen = resolveConflicts(wanted, overlaps);
    return describeTargets(chosen, { alignment, overlaps }, truth);
  });
}

/** @param boxes [.., 4 on `axis`, ..] */
export function splitCorners(boxes: Value, axis: number): Corners {
  const [x1, y1, x2, y2] = ops.split(boxes, [1, 1, 1, 1], axis) as [Value, Value, Value, Value];
  return { x1, y1, x2, y2 };
}

function sixthPower(x: Value): Value {
  const cube = ops.mul(ops.square(x), x);
  return ops.square(cube);
}

/** 1 where the anchor's centre lies strictly inside the box: [B, M, A]. */
function anchorsInside(truth: Corners, anchors: Anchors): Value {
  const x = ops.mul(anchors.x, anchors.stride);
  const y = ops.mul(anchors.y, anchors.stride);
  const horizontal = ops.minimum(ops.sub(x, truth.x1), ops.sub(truth.x2, x));
  const vertical = ops.minimum(ops.sub(y, truth.y1), ops.sub(truth.y2, y));
  return ops.cast(ops.greater(ops.minimum(horizontal, vertical), EPSILON), 'float32');
}

/** 1 for the ten best anchors of each box: [B, M, A]. */
function topAnchors(alignment: Value): Value {
  const { builder } = alignment;
  const [batch, rows, anchors] = alignment.shape as [number, number, number];
  const best = ops.topKIndices(alignment, TOP_K);
  const zeros = builder.constant(new Float32Array(batch * rows * anchors), alignment.shape, 'float32');
  const ones = builder.constant(new Float32Array(batch * rows * TOP_K).fill(1), best.shape, 'float32');
  return ops.scatterElements(zeros, best, ones, 2);
}

/** An anchor wanted by several boxes goes to the box, of all boxes, that it overlaps most. */
function resolveConflicts(wanted: Value, overlaps: Value): Value {
  const claims = ops.reduceSum(wanted, [1]); // [B, 1, A]
  return ops.where(ops.greater(claims, 1), rowMask(ops.argMax(overlaps, 1), wanted), wanted);
}

/** One-hot rows: [B, 1, A] row numbers -> [B, M, A]. */
function rowMask(rows: Value, like: Value): Value {
  const count = like.shape[1]!;
  const numbers = like.builder.constant(
    BigInt64Array.from({ length: count }, (_, i) => BigInt(i)),
    [1, count, 1],
    'int64',
  );
  return ops.cast(ops.equal(rows, numbers), 'float32');
}

function describeTargets(
  chosen: Value,
  metrics: { alignment: Value; overlaps: Value },
  truth: GroundTruth,
): Assignment {
  const alignment = ops.mul(metrics.alignment, chosen);
  const bestAlignment = ops.reduceMax(alignment, [2]); // [B, M, 1]
  const bestOverlap = ops.reduceMax(ops.mul(metrics.overlaps, chosen), [2]);
  const full = ops.div(ops.mul(alignment, bestOverlap), ops.add(bestAlignment, EPSILON));
  const normalized = truth.weights ? ops.mul(full, truth.weights) : full;
  const strength = ops.reduceMax(normalized, [1]); // [B, 1, A]
  const targetClasses = ops.matMul(ops.transpose(truth.classes, [0, 2, 1]), chosen);
  return {
    targetScores: ops.mul(targetClasses, strength),
    targetClasses,
    targetBoxes: ops.matMul(ops.transpose(truth.boxesXyxy, [0, 2, 1]), chosen),
    foreground: ops.reduceMax(chosen, [1]),
    boxIndex: ops.argMax(chosen, 1),
  };
}
