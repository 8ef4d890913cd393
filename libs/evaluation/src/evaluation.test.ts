import { InputError } from '@natiu/errors';
import { describe, expect, it } from 'vitest';
import { averagePrecision, computeConfusion, evaluateDetections, matchPicture } from './index.ts';
import type { ScoredBox, TruthBox } from './index.ts';

const classNames = ['Female', 'Male'];
const box = (x: number, classIndex: number, size = 10): TruthBox => ({
  classIndex,
  boxXyxy: [x, 0, x + size, size],
});
const found = (x: number, classIndex: number, score: number): ScoredBox => ({ ...box(x, classIndex), score });

describe('averagePrecision', () => {
  // Two boxes; right, wrong, right: recall .5 .5 1, precision 1 .5 2/3.
  const recall = Float64Array.of(0.5, 0.5, 1);
  const precision = Float64Array.of(1, 0.5, 2 / 3);

  it('reads the envelope as straight lines under the reference rule', () => {
    // 1 up to recall .5, straight to 2/3 from there (a jump at .5 at one sample), 0 at recall 1.
    const area = 0.49 * 1 + 0.01 * ((1 + 2 / 3) / 2) + 0.49 * (2 / 3) + 0.01 * (2 / 3 / 2);
    expect(averagePrecision(recall, precision, 'reference')).toBeCloseTo(area, 12);
  });

  it('falls to nothing right at the last recall under the new rule', () => {
    const short = Float64Array.of(0.5);
    const one = Float64Array.of(1);
    // reference: 1 at .5 straight down to 0 at 1; new: 0 from .5 on.
    expect(averagePrecision(short, one, 'reference')).toBeCloseTo(0.75, 12);
    expect(averagePrecision(short, one, 'new')).toBeCloseTo(0.495, 12);
  });

  it('takes the mean of a step function at 101 recalls under the COCO rule', () => {
    // 51 samples (0 .. 0.50) at 1, 50 samples at 2/3.
    expect(averagePrecision(recall, precision, 'coco')).toBeCloseTo((51 + 50 * (2 / 3)) / 101, 12);
    expect(averagePrecision(Float64Array.of(0.5), Float64Array.of(1), 'coco')).toBeCloseTo(51 / 101, 12);
  });
});

describe('matchPicture', () => {
  it('gives a box to its most confident detection, not to the one that overlaps most', () => {
    const rows = matchPicture([box(0, 0)], [found(2, 0, 0.9), found(0, 0, 0.8)]);
    expect([...rows[0]]).toEqual([1, 0]);
    // At the strict end only the second overlaps enough.
    expect([...rows[9]]).toEqual([0, 1]);
  });

  it('does not pass a detection on to its second-best box', () => {
    const rows = matchPicture([box(0, 0), box(3, 0)], [found(0, 0, 0.9), found(1, 0, 0.8)]);
    expect([...rows[0]]).toEqual([1, 0]);
  });

  it('never matches across classes', () => {
    expect([...matchPicture([box(0, 0)], [found(0, 1, 0.9)])[0]]).toEqual([0]);
  });
});

describe('computeConfusion', () => {
  const truth = [[box(0, 0), box(50, 1)], [], [box(0, 1)]];
  const predictions = [
    [found(0, 1, 0.9), found(90, 0, 0.5)],
    [found(0, 0, 0.8), found(50, 0, 0.1)],
    [found(50, 1, 0.7)],
  ];

  it('counts mistaken, missed and invented insects', () => {
    const matrix = computeConfusion(truth, predictions, { classCount: 2 });
    expect(matrix).toEqual([
      [0, 0, 2],
      [1, 0, 1],
      [0, 2, 0],
    ]);
  });

  it('can leave out pictures where nothing was matched, as the reference does', () => {
    const matrix = computeConfusion(truth, predictions, { classCount: 2, rule: 'reference' });
    expect(matrix).toEqual([
      [0, 0, 1],
      [1, 0, 0],
      [0, 2, 0],
    ]);
  });
});

describe('evaluateDetections', () => {
  it('gives a perfect model close to 1 everywhere', () => {
    const truth = [[box(0, 0), box(50, 1)], [box(20, 1)], []];
    const predictions = truth.map((boxes) => boxes.map((one) => ({ ...one, score: 0.9 })));
    const report = evaluateDetections(truth, predictions, { classNames });
    expect(report.map50).toBeCloseTo(0.995, 12);
    expect(report.map50To95).toBeCloseTo(0.995, 12);
    expect(report.perClass.Female).toMatchObject({ recall: 1, precision: 1, groundTruth: 1 });
    expect(report.confusion).toEqual([
      [1, 0, 0],
      [0, 2, 0],
      [0, 0, 0],
    ]);
    expect(evaluateDetections(truth, predictions, { classNames, rule: 'coco' }).map50To95).toBeCloseTo(1, 12);
  });

  it('sees an insect of the wrong class when classes are ignored, once per insect', () => {
    const truth = [[box(0, 0), box(50, 1)]];
    const predictions = [[found(0, 1, 0.9), found(0, 0, 0.3), found(50, 0, 0.8), found(50, 1, 0.2)]];
    const report = evaluateDetections(truth, predictions, { classNames, rule: 'coco' });
    expect(report.classesIgnored.map50).toBeCloseTo(1, 12);
    expect(report.map50).toBeCloseTo(0.5, 12);
  });

  it('leaves a class without ground truth out of the mean and says so', () => {
    const report = evaluateDetections([[box(0, 0)]], [[found(0, 0, 0.9), found(50, 1, 0.9)]], { classNames });
    expect(report.map50).toBeCloseTo(0.995, 12);
    expect(Object.keys(report.perClass)).toEqual(['Female']);
    expect(report.classesWithoutGroundTruth).toEqual(['Male']);
  });

  it('gives 0, not NaN, to a model that finds nothing', () => {
    const report = evaluateDetections([[box(0, 0)]], [[]], { classNames });
    expect([report.map50, report.map50To95, report.f1, report.classesIgnored.map50]).toEqual([0, 0, 0, 0]);
  });

  it('does not depend on the order in which a picture lists its boxes', () => {
    const truth = [[box(0, 0), box(30, 0)]];
    const predictions = [found(0, 0, 0.5), found(1, 0, 0.9), found(30, 0, 0.7)];
    const forward = evaluateDetections(truth, [predictions], { classNames });
    expect(evaluateDetections(truth, [[...predictions].reverse()], { classNames })).toEqual(forward);
  });

  it('names the picture and what is wrong with it', () => {
    const check = (truth: TruthBox[][], predictions: ScoredBox[][]) => () =>
      evaluateDetections(truth, predictions, { classNames });
    expect(check([[]], [[]])).toThrow('No picture has a labelled box');
    expect(check([[box(0, 0)]], [])).toThrow('1 pictures were labelled, but 0 were predicted');
    expect(check([[box(0, 2)]], [[]])).toThrow('Picture 0, label: class 2 is outside 0..1');
    expect(check([[box(0, 0)]], [[found(0, 0, Number.NaN)]])).toThrow(InputError);
    expect(check([[box(Number.NaN, 0)]], [[]])).toThrow(InputError);
  });
});
