import { averagePrecision } from './average-precision.ts';
import type { ApRule } from './average-precision.ts';
import { IOU_THRESHOLDS } from './matching.ts';
import type { MatchedDetections } from './matching.ts';

/** Detections of one class, best first, with what is needed to score any multiset of the pictures. */
export interface ResampledClass {
  readonly classIndex: number;
  /** [D] */
  readonly pictures: Int32Array;
  /** [D] bit t: right at IoU threshold t */
  readonly correctBits: Uint16Array;
  readonly truthPerPicture: Int32Array;
  /** Room for the points of one curve, reused. */
  readonly recall: Float64Array;
  readonly precision: Float64Array;
}

/** Keeps quotients of zeros defined, as in the AP of a whole data set. */
const EPSILON = 1e-16;

export function prepareClass(matched: MatchedDetections, classIndex: number): ResampledClass {
  const picks = [...matched.classes.keys()].filter((i) => matched.classes[i] === classIndex);
  const truthPerPicture = new Int32Array(matched.pictureCount);
  matched.truthClasses.forEach((one, i) => {
    if (one === classIndex) truthPerPicture[matched.truthPictures[i]] += 1;
  });
  return {
    classIndex,
    pictures: Int32Array.from(picks, (i) => matched.pictures[i]),
    correctBits: Uint16Array.from(picks, (i) =>
      matched.correct.reduce((bits, correct, t) => bits | (correct[i] << t), 0),
    ),
    truthPerPicture,
    recall: new Float64Array(3 * picks.length + 1),
    precision: new Float64Array(3 * picks.length + 1),
  };
}

/**
 * The curve of one threshold, without the points that no AP rule can see: inside a run of wrong detections only the
 * last one bends the curve, and of the copies of a right detection only the first and the last.
 * @returns how many points were written
 */
function traceCurve(one: ResampledClass, draw: Int32Array, threshold: number, truthCount: number): number {
  const { pictures, correctBits, recall, precision } = one;
  let points = 0;
  let right = 0;
  let seen = 0;
  let wrongPending = false;
  const put = () => {
    recall[points] = right / (truthCount + EPSILON);
    precision[points] = right / seen;
    points += 1;
  };
  for (let d = 0; d < pictures.length; d += 1) {
    const times = draw[pictures[d]];
    if (times === 0) continue;
    if (((correctBits[d] >> threshold) & 1) === 0) {
      seen += times;
      wrongPending = true;
      continue;
    }
    if (wrongPending) put();
    wrongPending = false;
    right += 1;
    seen += 1;
    put();
    if (times === 1) continue;
    right += times - 1;
    seen += times - 1;
    put();
  }
  if (wrongPending) put();
  return points;
}

/**
 * AP of one class at IoU 0.50 .. 0.95 when picture i is taken `draw[i]` times: the same as evaluating the pictures
 * written out that often, in a fraction of the time.
 * @returns [10], or undefined when the drawn pictures have no labelled box of the class
 */
export function averagePrecisionOfDraw(
  one: ResampledClass,
  draw: Int32Array,
  rule: ApRule,
): Float64Array | undefined {
  const truthCount = draw.reduce((sum, times, picture) => sum + times * one.truthPerPicture[picture], 0);
  if (truthCount === 0) return undefined;
  return Float64Array.from(IOU_THRESHOLDS, (_, threshold) => {
    const points = traceCurve(one, draw, threshold, truthCount);
    if (points === 0) return 0;
    return averagePrecision(one.recall.subarray(0, points), one.precision.subarray(0, points), rule);
  });
}
