import { describe, expect, it } from 'vitest';
import { readFixture } from '../fixtures/read-fixture.ts';
import {
  computeClassCurves,
  computeConfusion,
  evaluateDetections,
  matchDetections,
  matchPicture,
} from './index.ts';
import type { ScoredBox, TruthBox } from './index.ts';

const classNames = ['Female', 'Incomplete', 'Male', 'Out of Focus', 'Undefined'];

function readBoxes(name: string) {
  const { meta, tensors } = readFixture(name);
  const truth: TruthBox[][] = Array.from({ length: meta.images as number }, () => []);
  const predictions: ScoredBox[][] = truth.map(() => []);
  const rows = (key: string) => {
    const { shape, data } = tensors.get(key)!;
    return Array.from({ length: shape[0] }, (_, i) => [...data.subarray(i * shape[1], (i + 1) * shape[1])]);
  };
  for (const [picture, classIndex, ...box] of rows('gt')) {
    truth[picture].push({ classIndex, boxXyxy: box as never });
  }
  for (const [picture, x1, y1, x2, y2, score, classIndex] of rows('pred')) {
    predictions[picture].push({ classIndex, score, boxXyxy: [x1, y1, x2, y2] });
  }
  return { meta, tensors, truth, predictions };
}

function worstDifference(a: ArrayLike<number>, b: ArrayLike<number>): number {
  expect(a.length).toBe(b.length);
  return Array.from(a).reduce((worst, value, i) => Math.max(worst, Math.abs(value - b[i])), 0);
}

describe.each(['metrics_a', 'metrics_b_missing_classes'])('on %s', (name) => {
  const { meta, tensors, truth, predictions } = readBoxes(name);
  const matched = matchDetections(truth, predictions);
  const curves = computeClassCurves(matched, 'reference');
  const expected = (key: string) => tensors.get(key)!.data;

  it('the same detections are right at each of the ten thresholds', () => {
    const perPicture = truth.map((boxes, i) => matchPicture(boxes, predictions[i]));
    const rows = predictions.flatMap((boxes, i) =>
      boxes.flatMap((_, p) => perPicture[i].map((one) => one[p])),
    );
    expect(rows).toEqual([...expected('tp')]);
  });

  it('AP, precision, recall and F1 equal the reference to rounding', () => {
    expect([...curves.classIndices]).toEqual([...expected('classes')]);
    expect(
      worstDifference(
        curves.ap.flatMap((row) => [...row]),
        expected('ap_stable_f64'),
      ),
    ).toBeLessThan(1e-12);
    expect(worstDifference(curves.precision, expected('p_stable_f64'))).toBeLessThan(1e-12);
    expect(worstDifference(curves.recall, expected('r_stable_f64'))).toBeLessThan(1e-12);
    expect(worstDifference(curves.f1, expected('f1_stable_f64'))).toBeLessThan(1e-12);
  });

  it('the newer rule is within what the order of equal scores changes, and lower', () => {
    const newer = computeClassCurves(matched, 'new').ap.flatMap((row) => [...row]);
    const spread = (meta.max_diff_stable_vs_default_sort as number) + 1e-9;
    expect(worstDifference(newer, expected('ap_newrule_f64'))).toBeLessThanOrEqual(spread);
    newer.forEach((ap, i) => expect(ap).toBeLessThanOrEqual(curves.ap.flatMap((row) => [...row])[i]));
  });

  it('the confusion matrix equals the reference under its rule', () => {
    const confusion = computeConfusion(truth, predictions, { classCount: 5, rule: 'reference' });
    expect(confusion.flat()).toEqual([...expected('confusion_f64')]);
  });

  it('the report takes the mean over the classes that have ground truth', () => {
    const report = evaluateDetections(truth, predictions, { classNames });
    const ap = expected('ap_stable_f64');
    const rows = expected('classes').length;
    const mean = (values: number[]) => values.reduce((sum, one) => sum + one, 0) / values.length;
    expect(report.map50To95).toBeCloseTo(mean([...ap]), 12);
    expect(report.map50).toBeCloseTo(mean([...ap].filter((_, i) => i % 10 === 0)), 12);
    expect(Object.keys(report.perClass)).toHaveLength(rows);
    expect(report.classesWithoutGroundTruth).toHaveLength(5 - rows);
    expect(report.rule).toBe('reference');
  });
});
