import { InputError } from '@natiu/errors';
import { matchDetections } from '@natiu/evaluation';
import type { ScoredByPicture, TruthByPicture } from '@natiu/evaluation';

export interface PrecisionTarget {
  /** Share of the boxes at or above the threshold that must be right, 0..1. */
  readonly target: number;
  readonly classCount: number;
}

/**
 * Per class the lowest confidence at which, on labelled pictures that the teacher was not trained on, at least `target`
 * of the boxes at or above it are right (IoU 0.50, same class). null where no confidence is enough.
 *
 * @throws InputError when the lists do not fit or the target is outside 0..1
 */
export function thresholdsFromPrecision(
  truth: TruthByPicture,
  predictions: ScoredByPicture,
  { target, classCount }: PrecisionTarget,
): (number | null)[] {
  if (!(target > 0 && target <= 1)) throw new InputError(`A precision of ${target} cannot be aimed at.`);
  if (truth.length !== predictions.length)
    throw new InputError(`${truth.length} pictures were labelled, but ${predictions.length} predicted.`);
  const { scores, classes, correct } = matchDetections(truth, predictions);
  const right = correct[0]!;
  return Array.from({ length: classCount }, (_, classIndex) => {
    const picks = [...classes.keys()].filter((i) => classes[i] === classIndex);
    let lowest: number | null = null;
    let rightSoFar = 0;
    picks.forEach((pick, rank) => {
      rightSoFar += right[pick]!;
      // Boxes of equal confidence come in or stay out together.
      const isLastOfTie = rank + 1 === picks.length || scores[picks[rank + 1]!] !== scores[pick];
      if (isLastOfTie && rightSoFar / (rank + 1) >= target) lowest = scores[pick]!;
    });
    return lowest;
  });
}
