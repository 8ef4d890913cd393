import { describe, expect, it } from 'vitest';
import type { Affine } from './affine.ts';
import { transformBox } from './boxes.ts';
import type { PixelBox } from './boxes.ts';

const box: PixelBox = { classIndex: 1, x1: 10, y1: 20, x2: 50, y2: 40 };

function turn(degrees: number, zoom = 1): Affine {
  const angle = (degrees * Math.PI) / 180;
  const [c, s] = [zoom * Math.cos(angle), zoom * Math.sin(angle)];
  return [c, s, 7, -s, c, -3];
}

/** The same bounds found by walking along the outline of the inscribed ellipse. */
function walkEllipse([a, b, c, d, e, f]: Affine): Omit<PixelBox, 'classIndex'> {
  const xs: number[] = [];
  const ys: number[] = [];
  for (let step = 0; step < 100_000; step++) {
    const angle = (2 * Math.PI * step) / 100_000;
    const x = 30 + 20 * Math.cos(angle);
    const y = 30 + 10 * Math.sin(angle);
    xs.push(a * x + b * y + c);
    ys.push(d * x + e * y + f);
  }
  const span = (values: number[]) => [
    values.reduce((low, value) => Math.min(low, value)),
    values.reduce((high, value) => Math.max(high, value)),
  ];
  const [[x1, x2], [y1, y2]] = [span(xs), span(ys)];
  return { x1, y1, x2, y2 };
}

describe('transformBox', () => {
  it.each([0, 17, 45, 90, 133])('bounds the inscribed ellipse turned by %i degrees', (degrees) => {
    const matrix = turn(degrees, 1.3);
    const moved = transformBox(box, matrix, 'ellipse');
    const walked = walkEllipse(matrix);
    for (const side of ['x1', 'y1', 'x2', 'y2'] as const) expect(moved[side]).toBeCloseTo(walked[side], 5);
  });

  it('bounds the inscribed ellipse under shear', () => {
    const matrix: Affine = [1, 0.4, 0, -0.2, 1, 0];
    const moved = transformBox(box, matrix, 'ellipse');
    const walked = walkEllipse(matrix);
    for (const side of ['x1', 'y1', 'x2', 'y2'] as const) expect(moved[side]).toBeCloseTo(walked[side], 5);
  });

  it('keeps the side of a square box at every angle, where corners grow it by sqrt(2) at 45 degrees', () => {
    const square: PixelBox = { classIndex: 0, x1: 10, y1: 10, x2: 30, y2: 30 };
    const byEllipse = transformBox(square, turn(45), 'ellipse');
    const byCorners = transformBox(square, turn(45), 'corners');
    expect(byEllipse.x2 - byEllipse.x1).toBeCloseTo(20, 9);
    expect(byCorners.x2 - byCorners.x1).toBeCloseTo(20 * Math.SQRT2, 9);
  });

  it.each([0, 90, 180])('has one answer for both shapes after a turn by %i degrees', (degrees) => {
    const byEllipse = transformBox(box, turn(degrees), 'ellipse');
    const byCorners = transformBox(box, turn(degrees), 'corners');
    for (const side of ['x1', 'y1', 'x2', 'y2'] as const)
      expect(byEllipse[side]).toBeCloseTo(byCorners[side], 9);
  });
});
