import { InputError } from '@natiu/errors';
import { describe, expect, it } from 'vitest';
import { thresholdsFromPrecision } from './precision-thresholds.ts';

const box = (at: number, classIndex: number) => ({
  boxXyxy: [at, 0, at + 10, 10] as const,
  classIndex,
});
/** Ten pictures with one insect of class 0 each; the teacher's boxes are right where `hits` says so. */
function trial(hits: readonly boolean[], scores: readonly number[]) {
  const truth = hits.map(() => [box(0, 0)]);
  const predictions = hits.map((hit, i) => [{ ...box(hit ? 0 : 50, 0), score: scores[i] }]);
  return { truth, predictions };
}

describe('thresholdsFromPrecision', () => {
  const { truth, predictions } = trial(
    [true, true, false, true, true, false, false],
    [0.9, 0.8, 0.7, 0.6, 0.5, 0.4, 0.3].map(Math.fround),
  );
  const choose = (target: number) => thresholdsFromPrecision(truth, predictions, { target, classCount: 2 });

  it.each([
    [1, 0.8],
    [0.8, 0.5],
    [0.75, 0.5],
    [0.6, 0.4],
    [0.5, 0.3],
  ])('is the lowest confidence whose precision is at least %d', (target, expected) => {
    expect(choose(target)[0]).toBeCloseTo(expected, 6);
  });

  it('is null for a class that never reaches the target or is never predicted', () => {
    const wrong = trial([false, true], [0.9, 0.2]);
    const found = thresholdsFromPrecision(wrong.truth, wrong.predictions, { target: 0.9, classCount: 2 });
    expect(found).toEqual([null, null]);
  });

  it('takes boxes of equal confidence together', () => {
    const tied = trial([true, true, false], [0.9, 0.5, 0.5]);
    const found = thresholdsFromPrecision(tied.truth, tied.predictions, { target: 0.9, classCount: 1 });
    expect(found[0]).toBeCloseTo(0.9, 6);
  });

  it('counts a box of the wrong class as wrong', () => {
    const predictions = [[{ ...box(0, 1), score: 0.9 }]];
    expect(thresholdsFromPrecision([[box(0, 0)]], predictions, { target: 0.5, classCount: 2 })).toEqual([
      null,
      null,
    ]);
  });

  it('refuses a target that is no share', () => {
    expect(() => choose(0)).toThrow(InputError);
    expect(() => choose(1.5)).toThrow(InputError);
  });
});
