import type { RunMetric } from '@natiu/contracts';
import { describe, expect, it } from 'vitest';
import { inClassOrder, meanOfSexes, readEvaluation } from './evaluation-view.ts';
import { lastStage, pickFigure, toPoints } from './metric-series.ts';

const evaluation = {
  map50: 0.4,
  map50To95: 0.2,
  perClass: { Female: { ap50: 0.5, ap50To95: 0.3 }, Male: { ap50: 0.7, ap50To95: 0.1 } },
  confusion: [[1]],
  pictures: 9,
};

describe("a run's evaluation", () => {
  it('is read when it is there, and is nothing while it is not', () => {
    expect(readEvaluation({ evaluation, versionId: null })).toMatchObject({ map50: 0.4 });
    for (const result of [null, undefined, {}, { evaluation: { map50: 'x' } }, 'text']) {
      expect(readEvaluation(result)).toBeUndefined();
    }
  });
  it('still shows its figures when a part of it has another shape', () => {
    const odd = readEvaluation({ evaluation: { ...evaluation, confusion: 'later', precisionRecall: [1] } });
    expect(odd).toMatchObject({ map50To95: 0.2, confusion: undefined, precisionRecall: undefined });
  });
  it('lists classes in the order that they have everywhere, foreign ones last', () => {
    const names = inClassOrder({ Bee: 1, Male: 1, Undefined: 1, Female: 1 }).map(([name]) => name);
    expect(names).toEqual(['Female', 'Male', 'Undefined', 'Bee']);
  });
  it('takes the mean of both sexes only where both were tested', () => {
    const read = readEvaluation({ evaluation })!;
    expect(meanOfSexes(read, 'ap50To95')).toBeCloseTo(0.2, 12);
    expect(meanOfSexes({ ...read, perClass: { Female: read.perClass.Female! } }, 'ap50')).toBeUndefined();
  });
});

describe('curves', () => {
  const metric: RunMetric = {
    epoch: 3,
    epochs: 10,
    seconds: 1,
    loss: { total: 2.5 },
    validation: { map50: 0.4, map50To95: 0.2, perClass: { Female: { ap50: 0.5, ap50To95: 0.3 } } },
  };
  it('leave a gap where an epoch lacks a class', () => {
    expect(pickFigure(metric, 'female')).toBe(0.3);
    expect(toPoints([metric], 'male')).toEqual([{ x: 3, y: null }]);
  });
  it('are of the last stage that trained', () => {
    const stages = [
      { stage: 'teacher', points: [metric] },
      { stage: 'student', points: [] },
    ];
    expect(lastStage(stages)?.stage).toBe('teacher');
    expect(lastStage([])).toBeUndefined();
  });
});
