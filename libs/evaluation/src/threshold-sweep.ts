import type { MatchedDetections } from './matching.ts';
import { meanOf } from './numeric.ts';

/** What a threshold gives; shares are 0..1, errors in insects per picture. */
export interface ThresholdPoint {
  readonly confidence: number;
  /** 1 when nothing is reported: nothing reported is wrong. */
  readonly precision: number;
  readonly recall: number;
  readonly f1: number;
  /** Detections at or above the threshold, over all pictures. */
  readonly predicted: number;
  readonly countMeanAbsoluteError: number;
  /** Above 0 the model counts too many. */
  readonly countBias: number;
}

export interface ThresholdSweep {
  /** Labelled boxes. */
  readonly truth: number;
  readonly points: readonly ThresholdPoint[];
  /** The point with the best F1 and the one with the smallest count error; the higher threshold among equals. */
  readonly bestF1: ThresholdPoint;
  readonly bestCount: ThresholdPoint;
}

/** 0.01 .. 0.99 */
export const SWEEP_CONFIDENCES: readonly number[] = Array.from({ length: 99 }, (_, i) => (i + 1) / 100);

interface Chosen {
  readonly scores: Float32Array;
  readonly right: Uint8Array;
  readonly pictures: Int32Array;
  readonly truthPerPicture: Int32Array;
}

function choose(matched: MatchedDetections, classIndex: number | undefined): Chosen {
  const picks = [...matched.classes.keys()].filter(
    (i) => classIndex === undefined || matched.classes[i] === classIndex,
  );
  const truthPerPicture = new Int32Array(matched.pictureCount);
  matched.truthClasses.forEach((one, i) => {
    if (classIndex === undefined || one === classIndex) truthPerPicture[matched.truthPictures[i]] += 1;
  });
  return {
    scores: Float32Array.from(picks, (i) => matched.scores[i]),
    right: Uint8Array.from(picks, (i) => matched.correct[0][i]),
    pictures: Int32Array.from(picks, (i) => matched.pictures[i]),
    truthPerPicture,
  };
}

function measureAt(chosen: Chosen, truth: number, confidence: number): ThresholdPoint {
  const difference = Int32Array.from(chosen.truthPerPicture, (count) => -count);
  let predicted = 0;
  let right = 0;
  // Best first: the first one below the threshold ends the list.
  while (predicted < chosen.scores.length && chosen.scores[predicted] >= confidence) {
    right += chosen.right[predicted];
    difference[chosen.pictures[predicted]] += 1;
    predicted += 1;
  }
  return {
    confidence,
    precision: predicted === 0 ? 1 : right / predicted,
    recall: truth === 0 ? 0 : right / truth,
    f1: truth + predicted === 0 ? 0 : (2 * right) / (truth + predicted),
    predicted,
    countMeanAbsoluteError: meanOf(difference.map(Math.abs)),
    countBias: meanOf(difference),
  };
}

/**
 * Precision, recall, F1 (IoU 0.50) and count error of one class, or of all classes together, by threshold. A
 * threshold for use must be chosen on the validation split, never on the pictures a figure is reported for.
 * @param matched one class per box, as a trap reports them
 * @param classIndex every class when left out; a detection still has to be of the right class
 * @param confidences ascending
 */
export function sweepThresholds(
  matched: MatchedDetections,
  classIndex?: number,
  confidences: readonly number[] = SWEEP_CONFIDENCES,
): ThresholdSweep {
  const chosen = choose(matched, classIndex);
  const truth = chosen.truthPerPicture.reduce((sum, count) => sum + count, 0);
  const points = confidences.map((confidence) => measureAt(chosen, truth, confidence));
  const pick = (better: (a: ThresholdPoint, b: ThresholdPoint) => boolean) =>
    points.reduce((best, point) => (better(best, point) ? best : point));
  return {
    truth,
    points,
    bestF1: pick((a, b) => a.f1 > b.f1),
    bestCount: pick((a, b) => a.countMeanAbsoluteError < b.countMeanAbsoluteError),
  };
}
