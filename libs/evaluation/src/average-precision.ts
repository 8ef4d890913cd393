import { integrateTrapezoid, interpolate, meanOf, smoothCurve, unitSteps } from './numeric.ts';
import type { MatchedDetections } from './matching.ts';

/**
 * How a precision-recall curve becomes one number. All take the envelope (best precision at this recall or a
 * higher one) at 101 recalls:
 * - `reference`: linear between points, falling to (1, 0) after the last one; trapezoid (Ultralytics 8.2.103);
 * - `new`: the same, but down to 0 right at the last recall (its releases since 2026-04); lower;
 * - `coco`: the step function at 101 recalls, mean (COCO's API; only this rule, not its matching).
 */
export type ApRule = 'reference' | 'new' | 'coco';

const RECALLS = unitSteps(101);
const CONFIDENCES = unitSteps(1000);
/** Keeps quotients of zeros defined. */
const EPSILON = 1e-16;

/** Best precision at this point or any later one. */
function takeEnvelope(precision: Float64Array): Float64Array {
  const out = precision.slice();
  for (let i = out.length - 2; i >= 0; i -= 1) out[i] = Math.max(out[i], out[i + 1]);
  return out;
}

function averageSteps(recall: Float64Array, precision: Float64Array): number {
  const envelope = takeEnvelope(precision);
  let i = 0;
  const sampled = RECALLS.map((wanted) => {
    while (i < recall.length && recall[i] < wanted) i += 1;
    return i < recall.length ? envelope[i] : 0;
  });
  return meanOf(sampled);
}

/**
 * Average precision of one class at one IoU threshold, 0..1.
 * @param recall [D] after each detection, best first
 * @param precision [D] after each detection
 */
export function averagePrecision(recall: Float64Array, precision: Float64Array, rule: ApRule): number {
  if (rule === 'coco') return averageSteps(recall, precision);
  const drops = rule === 'new' ? 1 : 0;
  const xs = new Float64Array(recall.length + 2 + drops);
  const ys = new Float64Array(xs.length);
  xs.set(recall, 1);
  ys.set(precision, 1);
  if (drops === 1) xs[xs.length - 2] = recall.length > 0 ? recall[recall.length - 1] : 1;
  xs[xs.length - 1] = 1;
  ys[0] = 1;
  return integrateTrapezoid(RECALLS, interpolate({ xs, ys: takeEnvelope(ys) }, RECALLS));
}

/** One row per class that has ground truth, in ascending order of class. */
export interface ClassCurves {
  readonly classIndices: readonly number[];
  /** Labelled boxes of each class. */
  readonly truthCounts: readonly number[];
  /** [classes][10]: AP at IoU 0.50 .. 0.95 */
  readonly ap: readonly Float64Array[];
  /** Values of the rows at `confidence`. */
  readonly precision: Float64Array;
  readonly recall: Float64Array;
  readonly f1: Float64Array;
  /** Where the smoothed mean F1 over the classes is best, 0..1. */
  readonly confidence: number;
}

interface ClassResult {
  readonly ap: Float64Array;
  readonly precision: Float64Array;
  readonly recall: Float64Array;
}

function emptyClass(thresholds: number): ClassResult {
  const nothing = new Float64Array(CONFIDENCES.length);
  return { ap: new Float64Array(thresholds), precision: nothing, recall: nothing };
}

/** Recall and precision after each detection. */
function accumulate(correct: Uint8Array, picks: readonly number[], truthCount: number) {
  let right = 0;
  const recall = new Float64Array(picks.length);
  const precision = new Float64Array(picks.length);
  picks.forEach((pick, i) => {
    right += correct[pick];
    recall[i] = right / (truthCount + EPSILON);
    precision[i] = right / (i + 1);
  });
  return { recall, precision };
}

function evaluateClass(
  matched: MatchedDetections,
  classIndex: number,
  truthCount: number,
  rule: ApRule,
): ClassResult {
  const picks: number[] = [];
  matched.classes.forEach((one, i) => {
    if (one === classIndex) picks.push(i);
  });
  if (picks.length === 0) return emptyClass(matched.correct.length);
  const curves = matched.correct.map((correct) => accumulate(correct, picks, truthCount));
  // Confidence falls along the list, interpolation wants it rising: both sides are negated.
  const xs = Float64Array.from(picks, (pick) => -matched.scores[pick]);
  const positions = CONFIDENCES.map((confidence) => -confidence).reverse();
  const { recall, precision } = curves[0];
  return {
    ap: Float64Array.from(curves, (curve) => averagePrecision(curve.recall, curve.precision, rule)),
    recall: interpolate({ xs, ys: recall, left: 0 }, positions).reverse(),
    precision: interpolate({ xs, ys: precision, left: 1 }, positions).reverse(),
  };
}

/**
 * AP of every class with ground truth, and precision, recall and F1 at the confidence where the smoothed mean
 * F1 is best. Classes without ground truth have no row. Definition: see `ApRule`.
 */
export function computeClassCurves(matched: MatchedDetections, rule: ApRule): ClassCurves {
  const classIndices = [...new Set(matched.truthClasses)].sort((a, b) => a - b);
  const truthCounts = classIndices.map((c) => matched.truthClasses.filter((one) => one === c).length);
  const rows = classIndices.map((c, i) => evaluateClass(matched, c, truthCounts[i], rule));
  const f1Curves = rows.map((row) =>
    row.precision.map((p, i) => (2 * p * row.recall[i]) / (p + row.recall[i] + EPSILON)),
  );
  const meanF1 = CONFIDENCES.map((_, i) => meanOf(f1Curves.map((curve) => curve[i])));
  const smoothed = smoothCurve(meanF1, 0.1);
  let best = 0;
  smoothed.forEach((value, i) => {
    if (value > smoothed[best]) best = i;
  });
  return {
    classIndices,
    truthCounts,
    ap: rows.map((row) => row.ap),
    precision: Float64Array.from(rows, (row) => row.precision[best]),
    recall: Float64Array.from(rows, (row) => row.recall[best]),
    f1: Float64Array.from(f1Curves, (curve) => curve[best]),
    confidence: CONFIDENCES[best],
  };
}
