import { describe, expect, it } from 'vitest';
import { InputError } from '@natiu/errors';
import {
  areaXyxy,
  boxXyxyToLetterbox,
  boxXyxyToOriginal,
  iouMatrixXyxy,
  iouXyxy,
  planLetterbox,
  suppressNonMaximum,
  xywhToXyxy,
  xyxyToXywh,
} from './index.ts';

describe('box formats', () => {
  it('convert there and back', () => {
    expect(xywhToXyxy([10, 20, 4, 6])).toEqual([8, 17, 12, 23]);
    expect(xyxyToXywh([8, 17, 12, 23])).toEqual([10, 20, 4, 6]);
    expect(areaXyxy([8, 17, 12, 23])).toBe(24);
    expect(areaXyxy([12, 23, 8, 17])).toBe(0);
  });
});

describe('IoU', () => {
  it('is 1 for equal, 0 for separate or touching and 1/7 for quarter-shifted squares', () => {
    expect(iouXyxy([0, 0, 2, 2], [0, 0, 2, 2])).toBe(1);
    expect(iouXyxy([0, 0, 2, 2], [2, 0, 4, 2])).toBe(0);
    expect(iouXyxy([0, 0, 2, 2], [1, 1, 3, 3])).toBeCloseTo(1 / 7, 12);
    expect(iouXyxy([1, 1, 1, 1], [1, 1, 1, 1])).toBe(0);
  });

  it('gives the same numbers as a matrix, rows first', () => {
    const matrix = iouMatrixXyxy(
      [[0, 0, 2, 2]],
      [
        [0, 0, 2, 2],
        [1, 1, 3, 3],
        [9, 9, 9, 9],
      ],
    );
    expect(matrix[0]).toBeCloseTo(1, 6);
    expect(matrix[1]).toBeCloseTo(1 / 7, 6);
    expect(matrix[2]).toBe(0);
    expect(iouMatrixXyxy([], [[0, 0, 1, 1]])).toHaveLength(0);
  });
});

describe('suppressNonMaximum', () => {
  const boxesXyxy = new Float32Array([0, 0, 10, 10, 1, 0, 11, 10, 50, 50, 60, 60]);
  const scores = new Float32Array([0.6, 0.9, 0.7]);

  it('keeps the better of two overlapping boxes, best first', () => {
    const kept = suppressNonMaximum({ boxesXyxy, scores }, { iou: 0.5, maxDetections: 10 });
    expect([...kept]).toEqual([1, 2]);
  });

  it('lets boxes of different classes overlap unless classes are ignored', () => {
    const input = { boxesXyxy, scores, classes: new Int32Array([0, 1, 0]) };
    expect([...suppressNonMaximum(input, { iou: 0.5, maxDetections: 10 })]).toEqual([1, 2, 0]);
    const agnostic = { iou: 0.5, maxDetections: 10, classAgnostic: true };
    expect([...suppressNonMaximum(input, agnostic)]).toEqual([1, 2]);
  });

  it('stops at the most detections allowed and keeps the order of equal scores', () => {
    const equal = { boxesXyxy, scores: new Float32Array([0.5, 0.5, 0.5]) };
    expect([...suppressNonMaximum(equal, { iou: 0.99, maxDetections: 2 })]).toEqual([0, 1]);
  });

  it('refuses scores that are not numbers, in place of dropping them', () => {
    const broken = { boxesXyxy, scores: new Float32Array([0.5, Number.NaN, 0.5]) };
    expect(() => suppressNonMaximum(broken, { iou: 0.5, maxDetections: 2 })).toThrow(InputError);
    expect(() =>
      suppressNonMaximum({ boxesXyxy, scores: new Float32Array(2) }, { iou: 0.5, maxDetections: 2 }),
    ).toThrow(InputError);
  });
});

describe('planLetterbox', () => {
  it('centres the picture and puts the odd pixel to the right or the bottom', () => {
    const wide = planLetterbox({ width: 300, height: 200 }, { width: 224, height: 224 });
    expect(wide.content).toEqual({ width: 224, height: 149 });
    expect([wide.padLeft, wide.padTop, wide.padRight, wide.padBottom]).toEqual([0, 37, 0, 38]);
    const tall = planLetterbox({ width: 123, height: 457 }, { width: 224, height: 224 });
    expect([tall.padLeft, tall.padTop, tall.padRight, tall.padBottom]).toEqual([82, 0, 82, 0]);
  });

  it('fills the target exactly for any size of picture', () => {
    for (let width = 1; width < 400; width += 7) {
      const map = planLetterbox({ width, height: 401 - width }, { width: 224, height: 160 }, 8);
      expect(map.padLeft + map.content.width + map.padRight).toBe(224);
      expect(map.padTop + map.content.height + map.padBottom).toBe(160);
      expect(Math.min(map.padLeft, map.padTop, map.padRight, map.padBottom)).toBeGreaterThanOrEqual(8);
    }
  });

  it('maps boxes there and back and clips them to the picture', () => {
    const map = planLetterbox({ width: 640, height: 480 }, { width: 224, height: 224 });
    const inNetwork = boxXyxyToLetterbox(map, [64, 48, 320, 240]);
    expect(inNetwork).toEqual([64 * 0.35, 48 * 0.35 + 28, 112, 240 * 0.35 + 28]);
    boxXyxyToOriginal(map, inNetwork).forEach((value, i) =>
      expect(value).toBeCloseTo([64, 48, 320, 240][i], 9),
    );
    expect(boxXyxyToOriginal(map, [-50, 0, 500, 500])).toEqual([0, 0, 640, 480]);
    expect(boxXyxyToLetterbox(map, [-50, -50, 900, 900])).toEqual([0, 28, 224, 196]);
  });

  it('refuses sizes that are not whole and margins that leave no room', () => {
    expect(() => planLetterbox({ width: 0, height: 5 }, { width: 224, height: 224 })).toThrow(InputError);
    expect(() => planLetterbox({ width: 5, height: 5 }, { width: 22.5, height: 22 })).toThrow(InputError);
    expect(() => planLetterbox({ width: 5, height: 5 }, { width: 20, height: 20 }, 10)).toThrow(
      'margin of 10 px',
    );
  });
});
