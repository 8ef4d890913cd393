import type { MatchedDetections } from './matching.ts';
import { unitSteps } from './numeric.ts';

/** One sampled point of a precision-recall curve; all values 0..1. */
export interface PrecisionRecallPoint {
  readonly recall: number;
  /** Best precision at this recall or a higher one: what AP is the area under. */
  readonly precision: number;
  /** The threshold at which this recall is reached. */
  readonly confidence: number;
}

const RECALLS = unitSteps(101);

/**
 * Precision over recall of one class at IoU 0.50, sampled at recalls 0.00, 0.01 .. 1.00 as far as the model gets.
 * @returns empty when the class has no labelled box or no detection is right
 */
export function computePrecisionRecall(
  matched: MatchedDetections,
  classIndex: number,
): PrecisionRecallPoint[] {
  const truthCount = matched.truthClasses.filter((one) => one === classIndex).length;
  const raw: PrecisionRecallPoint[] = [];
  let seen = 0;
  let right = 0;
  matched.classes.forEach((one, i) => {
    if (one !== classIndex) return;
    seen += 1;
    if (matched.correct[0][i] === 0) return;
    right += 1;
    raw.push({ recall: right / truthCount, precision: right / seen, confidence: matched.scores[i] });
  });
  if (truthCount === 0) return [];
  let best = 0;
  const envelope = raw
    .map((point) => point.precision)
    .reduceRight<number[]>((list, precision) => [(best = Math.max(best, precision)), ...list], []);
  const points: PrecisionRecallPoint[] = [];
  let next = 0;
  for (const recall of RECALLS) {
    while (next < raw.length && raw[next].recall < recall) next += 1;
    if (next === raw.length) break;
    points.push({ recall, precision: envelope[next], confidence: raw[next].confidence });
  }
  return points;
}
