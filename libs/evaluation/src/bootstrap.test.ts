import { InputError } from '@natiu/errors';
import { describe, expect, it } from 'vitest';
import {
  bootstrapDifference,
  countErrorsPerPicture,
  evaluateDetections,
  matchDetections,
  measureCountError,
} from './index.ts';
import type { ApRule, ScoredBox } from './index.ts';
import { averagePrecisionOfDraw, prepareClass } from './resampled-precision.ts';
import { createTestRandom, makePredictions, makeTruth } from './test-support.ts';

const classNames = ['Female', 'Male'];
const random = createTestRandom(7);
const truth = makeTruth(40, random);
const weak = makePredictions(truth, { jitter: 9, found: 0.6 }, random);
const strong = makePredictions(truth, { jitter: 3, found: 0.95 }, random);
const prepare = (predictions: ScoredBox[][]) => ({
  matched: matchDetections(truth, predictions),
  countErrors: countErrorsPerPicture(truth, predictions, 0.5),
});
const options = (seed: number, rounds = 60) => ({
  classNames,
  sexes: classNames,
  rounds,
  random: createTestRandom(seed),
});

describe('averagePrecisionOfDraw', () => {
  it.each<ApRule>(['reference', 'new', 'coco'])(
    'equals evaluating the drawn pictures written out, under the %s rule',
    (rule) => {
      const pick = createTestRandom(3);
      for (let round = 0; round < 5; round += 1) {
        const drawn = truth.map(() => Math.floor(pick() * truth.length)).sort((a, b) => a - b);
        const draw = Int32Array.from(truth, (_, i) => drawn.filter((one) => one === i).length);
        const report = evaluateDetections(
          drawn.map((i) => truth[i]),
          drawn.map((i) => weak[i]),
          { classNames, rule },
        );
        classNames.forEach((name, classIndex) => {
          const ap = averagePrecisionOfDraw(
            prepareClass(matchDetections(truth, weak), classIndex),
            draw,
            rule,
          )!;
          expect(ap[0]).toBeCloseTo(report.perClass[name].ap50, 12);
          expect(ap.reduce((a, b) => a + b) / 10).toBeCloseTo(report.perClass[name].ap50To95, 12);
        });
      }
    },
  );

  it('gives nothing where the drawn pictures hold no insect of the class', () => {
    const one = prepareClass(matchDetections(truth, weak), 0);
    expect(averagePrecisionOfDraw(one, new Int32Array(truth.length), 'reference')).toBeUndefined();
  });
});

describe('bootstrapDifference', () => {
  it('gives exactly no difference between a model and itself', () => {
    const { sexes, countError } = bootstrapDifference(prepare(weak), prepare(weak), options(1));
    expect(sexes.map50To95).toMatchObject({ difference: 0, low: 0, high: 0, shareAbove: 0 });
    expect(countError).toMatchObject({ difference: 0, low: 0, high: 0 });
  });

  it('gives the figures of the whole data set, and an interval that excludes 0 for a clearly better model', () => {
    const report = bootstrapDifference(prepare(weak), prepare(strong), options(1));
    const before = evaluateDetections(truth, weak, { classNames });
    const after = evaluateDetections(truth, strong, { classNames });
    expect(report.all.map50To95.champion).toBeCloseTo(before.map50To95, 12);
    expect(report.all.map50.candidate).toBeCloseTo(after.map50, 12);
    expect(report.perClass.Male.ap50.difference).toBeCloseTo(
      after.perClass.Male.ap50 - before.perClass.Male.ap50,
      12,
    );
    expect(report.sexes.map50To95.low).toBeGreaterThan(0);
    expect(report.sexes.map50To95.shareAbove).toBe(1);
    const errorOf = (lists: ScoredBox[][]) =>
      measureCountError(truth, lists, { classNames, confidence: 0.5 }).total.meanAbsoluteError;
    expect(report.countError.difference).toBeCloseTo(errorOf(strong) - errorOf(weak), 12);
  });

  it('cannot tell two models apart that err alike', () => {
    const twin = makePredictions(truth, { jitter: 9, found: 0.6 }, createTestRandom(99));
    const { low, high } = bootstrapDifference(prepare(weak), prepare(twin), options(1)).sexes.map50;
    expect(low).toBeLessThan(0);
    expect(high).toBeGreaterThan(0);
  });

  it('is the same for the same seed and close for another', () => {
    const first = bootstrapDifference(prepare(weak), prepare(strong), options(1));
    expect(bootstrapDifference(prepare(weak), prepare(strong), options(1))).toEqual(first);
    const other = bootstrapDifference(prepare(weak), prepare(strong), options(2));
    expect(other).not.toEqual(first);
    expect(Math.abs(other.sexes.map50.low - first.sexes.map50.low)).toBeLessThan(0.1);
  });

  it('draws whole units where pictures belong together, which widens the interval', () => {
    // Ten copies of four pictures are four independent pictures, not forty.
    const copies = Array.from({ length: 40 }, (_, i) => i % 4);
    const repeated = (lists: ScoredBox[][]) => ({
      matched: matchDetections(
        copies.map((i) => truth[i]),
        copies.map((i) => lists[i]),
      ),
      countErrors: new Int32Array(40),
    });
    const pair = [repeated(weak), repeated(strong)] as const;
    const alone = bootstrapDifference(...pair, options(1)).sexes.map50To95;
    const whole = bootstrapDifference(...pair, { ...options(1), units: copies.map(String) });
    expect(whole.units).toBe(4);
    expect(whole.sexes.map50To95.high - whole.sexes.map50To95.low).toBeGreaterThan(
      1.5 * (alone.high - alone.low),
    );
  });

  it('refuses models that do not stand on the same pictures', () => {
    const fewer = {
      matched: matchDetections(truth.slice(1), weak.slice(1)),
      countErrors: new Int32Array(truth.length - 1),
    };
    expect(() => bootstrapDifference(prepare(weak), fewer, options(1))).toThrow(InputError);
    const relabelled = truth.map((boxes) => boxes.map((box) => ({ ...box, classIndex: 1 - box.classIndex })));
    const other = { matched: matchDetections(relabelled, weak), countErrors: new Int32Array(truth.length) };
    expect(() => bootstrapDifference(prepare(weak), other, options(1))).toThrow('different labels');
  });
});
