import { iouMatrixXyxy } from '@natiu/box-ops';
import { sortByScore } from './boxes.ts';
import type { ScoredBox, ScoredByPicture, TruthBox, TruthByPicture } from './boxes.ts';

/** IoU at which a detection counts as right: 0.50, 0.55 .. 0.95, in single precision. */
export const IOU_THRESHOLDS = Float32Array.from({ length: 10 }, (_, i) => 0.5 + 0.05 * i);

/** All detections of a data set, best first. */
export interface MatchedDetections {
  /** [D] */
  readonly scores: Float32Array;
  /** [D] */
  readonly classes: Int32Array;
  /** [10][D]: 1 where the detection is right at that IoU threshold */
  readonly correct: readonly Uint8Array[];
  /** [D] the picture of each detection, counted from 0 */
  readonly pictures: Int32Array;
  /** [G] classes of the labelled boxes */
  readonly truthClasses: Int32Array;
  /** [G] the picture of each labelled box */
  readonly truthPictures: Int32Array;
  readonly pictureCount: number;
}

interface PlacedDetection {
  readonly score: number;
  readonly classIndex: number;
  readonly correct: readonly Uint8Array[];
  /** Its place among the picture's detections. */
  readonly position: number;
  readonly picture: number;
}

/**
 * Which detections of one picture are right, at every threshold. Each detection goes to the box of its class
 * that it overlaps most; each box keeps its most confident detection.
 * @param predictions best first
 * @returns [10][predictions]
 */
export function matchPicture(truth: readonly TruthBox[], predictions: readonly ScoredBox[]): Uint8Array[] {
  const ious = iouMatrixXyxy(
    truth.map((box) => box.boxXyxy),
    predictions.map((box) => box.boxXyxy),
  );
  // The best box does not depend on the threshold: only whether it is good enough does.
  const bestTruth = new Int32Array(predictions.length).fill(-1);
  const bestIou = new Float32Array(predictions.length);
  predictions.forEach((prediction, p) => {
    truth.forEach((box, t) => {
      const iou = ious[t * predictions.length + p];
      if (box.classIndex !== prediction.classIndex || iou < bestIou[p]) return;
      bestTruth[p] = t;
      bestIou[p] = iou;
    });
  });
  return Array.from(IOU_THRESHOLDS, (threshold) => {
    const taken = new Uint8Array(truth.length);
    return Uint8Array.from(predictions, (_, p) => {
      const t = bestTruth[p];
      if (t < 0 || bestIou[p] < threshold || taken[t] === 1) return 0;
      taken[t] = 1;
      return 1;
    });
  });
}

/** Matches every picture and puts all detections into one list, best first (ties in the order of pictures). */
export function matchDetections(truth: TruthByPicture, predictions: ScoredByPicture): MatchedDetections {
  const all: PlacedDetection[] = [];
  truth.forEach((boxes, picture) => {
    const sorted = sortByScore(predictions[picture]);
    const correct = matchPicture(boxes, sorted);
    sorted.forEach(({ score, classIndex }, position) =>
      all.push({ score, classIndex, correct, position, picture }),
    );
  });
  all.sort((a, b) => b.score - a.score);
  return {
    scores: Float32Array.from(all, (one) => one.score),
    classes: Int32Array.from(all, (one) => one.classIndex),
    correct: Array.from(IOU_THRESHOLDS, (_, i) =>
      Uint8Array.from(all, (one) => one.correct[i][one.position]),
    ),
    pictures: Int32Array.from(all, (one) => one.picture),
    truthClasses: Int32Array.from(truth.flat(), (box) => box.classIndex),
    truthPictures: Int32Array.from(truth.flatMap((boxes, picture) => boxes.map(() => picture))),
    pictureCount: truth.length,
  };
}
