import { InputError } from '@natiu/errors';
import { assertBoxes } from './boxes.ts';
import type { ScoredByPicture, TruthByPicture } from './boxes.ts';
import { meanOf } from './numeric.ts';

export interface CountError {
  /** Insects that people marked, over all pictures. */
  readonly truth: number;
  readonly predicted: number;
  /** Mean over pictures of |predicted - true|, in insects. */
  readonly meanAbsoluteError: number;
  /** Mean over pictures of predicted - true, in insects: above 0 the model counts too many. */
  readonly bias: number;
}

export interface CountErrorReport {
  /** Only detections at or above it are counted. */
  readonly confidence: number;
  readonly pictures: number;
  readonly total: CountError;
  readonly perClass: Readonly<Record<string, CountError>>;
}

function summarise(truth: readonly number[], predicted: readonly number[]): CountError {
  const differences = truth.map((count, picture) => predicted[picture] - count);
  const sum = (counts: readonly number[]) => counts.reduce((total, count) => total + count, 0);
  return {
    truth: sum(truth),
    predicted: sum(predicted),
    meanAbsoluteError: meanOf(differences.map(Math.abs)),
    bias: meanOf(differences),
  };
}

/**
 * Insects counted minus insects labelled, picture by picture, at the operating threshold.
 * @returns [pictures]
 */
export function countErrorsPerPicture(
  truth: TruthByPicture,
  predictions: ScoredByPicture,
  confidence: number,
): Int32Array {
  return Int32Array.from(
    truth,
    (boxes, picture) => predictions[picture].filter((box) => box.score >= confidence).length - boxes.length,
  );
}

/**
 * How far counts are off when every detection at or above the operating threshold is counted as one insect.
 * @param predictions one class per box, as a trap reports them
 * @throws InputError when the lists do not fit or there is no picture
 */
export function measureCountError(
  truth: TruthByPicture,
  predictions: ScoredByPicture,
  options: { readonly classNames: readonly string[]; readonly confidence: number },
): CountErrorReport {
  const { classNames, confidence } = options;
  assertBoxes(truth, predictions, classNames.length);
  if (truth.length === 0) throw new InputError('Counts need at least one picture.');
  const counted = predictions.map((boxes) => boxes.filter((box) => box.score >= confidence));
  const perClass = classNames.map((name, index) => {
    const ofClass = (boxes: readonly { classIndex: number }[]) =>
      boxes.filter((box) => box.classIndex === index).length;
    return [name, summarise(truth.map(ofClass), counted.map(ofClass))] as const;
  });
  return {
    confidence,
    pictures: truth.length,
    total: summarise(
      truth.map((boxes) => boxes.length),
      counted.map((boxes) => boxes.length),
    ),
    perClass: Object.fromEntries(perClass),
  };
}
