import { FLOAT32_EPSILON, largestDifference, largestMagnitude } from './compare.ts';
import { verifyResult } from './golden-folder.ts';
import type { GoldenItem, VerifyResult } from './golden-folder.ts';
import type { Outputs } from './run-graph.ts';

/** [B, C, A] -> [B, A, C], the order of the reference. */
function anchorsFirst(values: ArrayLike<number>, channels: number, anchors: number): Float32Array {
  const turned = new Float32Array(values.length);
  for (let i = 0; i < values.length; i += 1) {
    const anchor = i % anchors;
    const channel = Math.floor(i / anchors) % channels;
    const picture = Math.floor(i / (anchors * channels));
    turned[(picture * anchors + anchor) * channels + channel] = values[i];
  }
  return turned;
}

const sumOf = (values: Float32Array) => values.reduce((sum, value) => sum + value, 0);

/** Anchors that influence the loss: those with a positive target score. [B * A] */
function activeAnchors(scores: Float32Array, classes: number): boolean[] {
  return Array.from(
    { length: scores.length / classes },
    (_, i) => sumOf(scores.subarray(i * classes, (i + 1) * classes)) > 0,
  );
}

/**
 * Target scores of all anchors; boxes, classes and row numbers of those that influence the loss. The others are
 * whatever a library's order of ties makes them.
 *
 * @param scoreAllowed largest difference of a target score
 */
export function verifyAssignment(item: GoldenItem, outputs: Outputs, scoreAllowed: number): VerifyResult[] {
  const expectedScores = item.tensor('target_scores', 'float32');
  const [, anchors, classes] = expectedScores.shape;
  const scores = anchorsFirst(outputs['assign.targetScores'], classes, anchors);
  const oneHot = anchorsFirst(outputs['assign.targetClasses'], classes, anchors);
  const boxes = anchorsFirst(outputs['assign.targetBoxes'], 4, anchors);
  const expectedBoxes = item.tensor('target_bboxes', 'float32').data;
  const labels = item.tensor('target_labels', 'int32').data;
  const rows = item.tensor('target_gt_idx', 'int32').data;
  const inForeground = item.tensor('fg_mask', 'uint8').data;

  const active = activeAnchors(scores, classes);
  const expectedActive = activeAnchors(expectedScores.data, classes);
  const differing = active.filter((isActive, i) => isActive !== expectedActive[i]).length;
  const both = expectedActive.flatMap((isActive, i) => (isActive && active[i] ? [i] : []));
  const misplaced = both.filter(
    (i) => inForeground[i] !== 1 || Number(outputs['assign.boxIndex'][i]) !== rows[i],
  );
  const mislabelled = both.filter((i) => oneHot[i * classes + labels[i]] !== 1);
  const boxError = both.reduce(
    (worst, i) =>
      Math.max(
        worst,
        largestDifference(boxes.subarray(4 * i, 4 * i + 4), expectedBoxes.subarray(4 * i, 4 * i + 4)),
      ),
    0,
  );
  const count = (check: string, worstError: number) =>
    verifyResult(item.name, check, { worstError, allowed: 0 });
  return [
    verifyResult(item.name, 'target scores', {
      worstError: largestDifference(scores, expectedScores.data),
      allowed: scoreAllowed,
    }),
    count('anchors that take part', differing),
    count('boxes assigned to them', misplaced.length),
    count('classes assigned to them', mislabelled.length),
    verifyResult(item.name, 'corners assigned to them', {
      worstError: boxError,
      // The same few float32 operations on both sides.
      allowed: FLOAT32_EPSILON * largestMagnitude(expectedBoxes),
    }),
  ];
}
