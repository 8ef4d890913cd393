import { describe, expect, it } from 'vitest';
import { bestOf, studyFigures, studyLines } from './study-figures.ts';

const evaluation = {
  map50: 0.5,
  map50To95: 0.3,
  perClass: { Female: { ap50: 0.6, ap50To95: 0.4 }, Male: { ap50: 0.4, ap50To95: 0.2 } },
};

describe("the study's table", () => {
  it('has the figures of both sexes and their mean', () => {
    const figures = studyFigures(evaluation);
    expect(figures).toMatchObject({ female50: 0.6, female5095: 0.4, male50: 0.4, male5095: 0.2 });
    expect(figures.mean5095).toBeCloseTo(0.3, 12);
  });
  it('leaves empty what a run did not measure, and marks no best where nothing is known', () => {
    const figures = studyFigures(undefined);
    expect(Object.values(figures).every((value) => value === undefined)).toBe(true);
    expect(bestOf([undefined, 0.2, 0.3])).toBe(0.3);
    expect(bestOf([undefined])).toBeUndefined();
    expect(studyLines([{ name: 'a', ...figures }])[1]).toEqual(['a', '', '', '', '', '']);
  });
});
