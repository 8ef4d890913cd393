import { describe, expect, it } from 'vitest';
import {
  analyseDetections,
  computePrecisionRecall,
  evaluateGroups,
  matchDetections,
  measureCalibration,
  measureCountError,
  measureCountErrorPerUnit,
  sweepThresholds,
} from './index.ts';
import type { ScoredBox, TruthBox } from './index.ts';
import { createTestRandom, makePredictions, makeTruth } from './test-support.ts';

const classNames = ['Female', 'Male'];
const box = (x: number, classIndex: number): TruthBox => ({ classIndex, boxXyxy: [x, 0, x + 10, 10] });
const found = (x: number, classIndex: number, score: number): ScoredBox => ({ ...box(x, classIndex), score });

describe('computePrecisionRecall', () => {
  it('says which precision and which threshold belong to a recall', () => {
    const truth = [[box(0, 0), box(50, 0)], [box(0, 1)]];
    // right at .9, wrong at .8, right at .6: precision 1, 1/2, 2/3
    const predictions = [[found(0, 0, 0.9), found(50, 0, 0.6), found(90, 0, 0.8)], []];
    const points = computePrecisionRecall(matchDetections(truth, predictions), 0);
    expect(points).toHaveLength(101);
    expect(points[0]).toEqual({ recall: 0, precision: 1, confidence: Math.fround(0.9) });
    expect(points[50].precision).toBe(1);
    expect(points[51]).toMatchObject({ precision: 2 / 3, confidence: Math.fround(0.6) });
    expect(computePrecisionRecall(matchDetections(truth, predictions), 1)).toEqual([]);
  });

  it('ends where the recall of the model ends', () => {
    const points = computePrecisionRecall(
      matchDetections([[box(0, 0), box(50, 0)]], [[found(0, 0, 0.5)]]),
      0,
    );
    expect(points.at(-1)!.recall).toBe(0.5);
  });
});

describe('measureCalibration', () => {
  it('gives no error to confidences that mean what they say, and the whole gap to those that do not', () => {
    // Ten detections at .7, seven of them right.
    const truth = [Array.from({ length: 10 }, (_, i) => box(i * 20, 0))];
    const at = (score: number) => [
      Array.from({ length: 10 }, (_, i) => found(i < 7 ? i * 20 : 1000 + i * 20, 0, score)),
    ];
    const honest = measureCalibration(matchDetections(truth, at(0.7)));
    expect(honest.expectedCalibrationError).toBeCloseTo(0, 6);
    const bin = honest.bins.find((one) => one.detections > 0)!;
    expect(bin).toMatchObject({ from: 0.6, to: 0.7, detections: 10, precision: 0.7 });
    const boasting = measureCalibration(matchDetections(truth, at(0.95)));
    expect(boasting.expectedCalibrationError).toBeCloseTo(0.25, 6);
    expect(boasting.bins.at(-1)).toMatchObject({ from: 0.9, to: 1, detections: 10 });
  });

  it('leaves out what is below the floor and other classes, and says nothing about nothing', () => {
    const matched = matchDetections([[box(0, 0)]], [[found(0, 0, 0.04), found(0, 1, 0.9)]]);
    expect(measureCalibration(matched, { classIndex: 0 })).toMatchObject({
      detections: 0,
      expectedCalibrationError: null,
    });
    expect(measureCalibration(matched).detections).toBe(1);
  });
});

describe('sweepThresholds', () => {
  const truth = [[box(0, 0), box(50, 1)], [box(0, 0)], []];
  const reported = [
    [found(0, 0, 0.9), found(50, 1, 0.3)],
    [found(0, 0, 0.5), found(90, 0, 0.45)],
    [found(0, 0, 0.2)],
  ];
  const matched = matchDetections(truth, reported);

  it('counts what a trap would report at each threshold', () => {
    const { points, truth: boxes } = sweepThresholds(matched, 0, [0.1, 0.4, 0.6, 0.95]);
    expect(boxes).toBe(2);
    expect(points[0]).toMatchObject({ precision: 0.5, recall: 1, predicted: 4, countBias: 2 / 3 });
    expect(points[1]).toMatchObject({ precision: 2 / 3, recall: 1, countMeanAbsoluteError: 1 / 3 });
    expect(points[2]).toMatchObject({ precision: 1, recall: 0.5, countBias: -1 / 3 });
    expect(points[3]).toMatchObject({ precision: 1, recall: 0, f1: 0, predicted: 0 });
  });

  it('names the threshold with the best F1 and the one with the best counts', () => {
    const sweep = sweepThresholds(matched, 0);
    expect(sweep.bestF1).toMatchObject({ confidence: 0.5, f1: 1 });
    expect(sweep.bestCount).toMatchObject({ confidence: 0.5, countMeanAbsoluteError: 0 });
  });

  it('agrees with the count error and the matches computed from the lists themselves', () => {
    const random = createTestRandom(5);
    const many = makeTruth(30, random);
    const guesses = makePredictions(many, { jitter: 8, found: 0.8 }, random);
    const { points } = sweepThresholds(matchDetections(many, guesses));
    for (const point of points.filter((_, i) => i % 20 === 4)) {
      const kept = guesses.map((boxes) => boxes.filter((one) => one.score >= point.confidence));
      const counts = measureCountError(many, guesses, { classNames, confidence: point.confidence });
      expect(point.countMeanAbsoluteError).toBeCloseTo(counts.total.meanAbsoluteError, 12);
      expect(point.countBias).toBeCloseTo(counts.total.bias, 12);
      const { correct, truthClasses } = matchDetections(many, kept);
      const right = correct[0].reduce((sum, one) => sum + one, 0);
      expect(point.recall).toBeCloseTo(right / truthClasses.length, 12);
      expect(point.precision).toBeCloseTo(right / correct[0].length, 12);
    }
  });
});

describe('evaluateGroups', () => {
  const truth = [[box(0, 0)], [box(0, 0)], [box(0, 1)], []];
  const predictions = [[found(0, 0, 0.9)], [], [found(0, 1, 0.9)], [found(0, 0, 0.9)]];
  const lists = { truth, predictions, reported: predictions };
  const options = { classNames, confidence: 0.5 };

  it('shows the site where a model fails behind a good mean, largest group first', () => {
    const groups = evaluateGroups(lists, ['marsh', 'town', 'marsh', 'roof'], options);
    expect(groups.map((one) => [one.group, one.pictures, one.map50])).toEqual([
      ['marsh', 2, expect.closeTo(0.995, 9)],
      ['roof', 1, null],
      ['town', 1, 0],
    ]);
    expect(groups[1].counts).toEqual({ truth: 0, predicted: 1, meanAbsoluteError: 1, bias: 1 });
    expect(() => evaluateGroups(lists, ['marsh'], options)).toThrow('4 pictures need as many group names');
  });

  it('sums pictures of one hour before the error is taken', () => {
    const perPicture = measureCountError(truth, predictions, options);
    expect(perPicture.total.meanAbsoluteError).toBe(0.5);
    const perHour = measureCountErrorPerUnit(lists, ['04', '05', '05', '05'], options);
    expect(perHour.pictures).toBe(2);
    // One missed and one invented insect in the same hour: the hour's total is right.
    expect(perHour.total).toEqual({ truth: 3, predicted: 3, meanAbsoluteError: 0, bias: 0 });
    expect(perHour.perClass.Female.meanAbsoluteError).toBe(0);
  });
});

describe('analyseDetections', () => {
  it('covers the classes that have labelled boxes', () => {
    const truth = [[box(0, 0)]];
    const predictions = [[found(0, 0, 0.9), found(50, 1, 0.8)]];
    const analysis = analyseDetections({ truth, predictions, reported: predictions }, classNames);
    expect(Object.keys(analysis.precisionRecall)).toEqual(['Female']);
    expect(Object.keys(analysis.sweep.perClass)).toEqual(['Female']);
    expect(analysis.sweep.total.truth).toBe(1);
    expect(analysis.calibration.perClass.Female.detections).toBe(1);
  });
});
