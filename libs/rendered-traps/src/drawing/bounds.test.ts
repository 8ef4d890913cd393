import { describe, expect, it } from 'vitest';
import { measureBounds, measureVisibleBounds } from './bounds.ts';
import type { BoxXyxy } from './bounds.ts';
import type { Shape } from './shape.ts';

const FRAME: BoxXyxy = [0, 0, 100, 100];

function line(points: number[], width: number, foreign = false): Shape {
  return { paths: [points], stroke: { colour: [0, 0, 0], width }, foreign };
}

describe('measureVisibleBounds', () => {
  it('includes half the width of a line', () => {
    expect(measureVisibleBounds([line([20, 50, 60, 50], 4)], FRAME)).toEqual([18, 48, 62, 52]);
  });

  it('ends where the picture ends, at the point where the line leaves it', () => {
    const bounds = measureVisibleBounds([line([50, 50, 150, 150], 0)], FRAME);
    expect(bounds).toEqual([50, 50, 100, 100]);
    const slanted = measureVisibleBounds([line([80, 90, 80 + 40, 90 + 20], 0)], FRAME);
    expect(slanted).toEqual([80, 90, 100, 100]);
    const steep = measureVisibleBounds([line([80, 90, 90, 110], 0)], FRAME);
    expect(steep?.[2]).toBeCloseTo(85, 9);
  });

  it('sees the edge of a thick line whose centre runs outside', () => {
    expect(measureVisibleBounds([line([10, -1, 40, -1], 6)], FRAME)).toEqual([7, 0, 43, 2]);
    expect(measureVisibleBounds([line([10, -4, 40, -4], 6)], FRAME)).toBeUndefined();
  });

  it('does not count what lies on an insect without being part of it', () => {
    const shapes = [line([20, 50, 60, 50], 2), line([0, 0, 90, 90], 2, true)];
    expect(measureVisibleBounds(shapes, FRAME)).toEqual([19, 49, 61, 51]);
    expect(measureBounds(shapes)).toEqual([19, 49, 61, 51]);
    expect(measureBounds(shapes, true)).toEqual([-1, -1, 91, 91]);
  });

  it('closes the outline of a filled shape', () => {
    const triangle: Shape = { paths: [[10, 10, 30, 10, 150, 60]], fill: { kind: 'flat', colour: [0, 0, 0] } };
    const bounds = measureVisibleBounds([triangle], FRAME);
    expect(bounds?.[3]).toBeCloseTo(10 + (50 * 90) / 140, 1);
  });
});
