import { describe, expect, it } from 'vitest';
import { boxBetween, cornerOf, dragCorner, moveBox, resizeBox, viewAround } from './box-geometry.ts';
import type { BoxShares } from './box-geometry.ts';

const box: BoxShares = { cx: 0.5, cy: 0.4, w: 0.2, h: 0.1 };
const inside = ({ cx, cy, w, h }: BoxShares) =>
  cx - w / 2 >= -1e-9 && cx + w / 2 <= 1 + 1e-9 && cy - h / 2 >= -1e-9 && cy + h / 2 <= 1 + 1e-9;

describe('boxes that a person draws', () => {
  it('are the same whichever corner was first', () => {
    const [a, b] = [
      { x: 0.1, y: 0.2 },
      { x: 0.3, y: 0.6 },
    ];
    expect(boxBetween(a, b)).toEqual(boxBetween(b, a));
    expect(boxBetween(a, b)!.cx).toBeCloseTo(0.2, 12);
    expect(boxBetween(a, b)!.h).toBeCloseTo(0.4, 12);
  });
  it('end at the edge of the picture', () => {
    expect(boxBetween({ x: 0.9, y: -3 }, { x: 4, y: 0.5 })).toEqual({
      cx: 0.95,
      cy: 0.25,
      w: expect.closeTo(0.1, 12),
      h: 0.5,
    });
  });
  it('are not made by a click without drawing', () => {
    expect(boxBetween({ x: 0.5, y: 0.5 }, { x: 0.5, y: 0.9 })).toBeUndefined();
  });
  it('never leave the picture, however far they are moved, resized or dragged', () => {
    for (const by of [
      { x: 5, y: -5 },
      { x: -5, y: 5 },
      { x: 0.01, y: 0.02 },
    ]) {
      expect(inside(moveBox(box, by))).toBe(true);
      expect(inside(resizeBox(box, by))).toBe(true);
      expect(inside(dragCorner(box, 'se', by))).toBe(true);
    }
    expect(moveBox(box, { x: 5, y: 0 })).toMatchObject({ w: 0.2, h: 0.1 });
  });
  it('keep the opposite corner while one is dragged', () => {
    const dragged = dragCorner(box, 'nw', { x: 0.2, y: 0.1 });
    expect(cornerOf(dragged, 'se').x).toBeCloseTo(cornerOf(box, 'se').x, 12);
    expect(cornerOf(dragged, 'nw').y).toBeCloseTo(0.1, 12);
  });
});

describe('viewAround', () => {
  it('shows the whole box with what is around it, inside the picture', () => {
    for (const near of [box, { cx: 0.02, cy: 0.98, w: 0.04, h: 0.04 }, { cx: 0.5, cy: 0.5, w: 1, h: 1 }]) {
      const view = viewAround(near);
      expect(view.x).toBeGreaterThanOrEqual(0);
      expect(view.x + view.size).toBeLessThanOrEqual(1 + 1e-9);
      expect(near.cx - near.w / 2).toBeGreaterThanOrEqual(view.x - 1e-9);
      expect(near.cx + near.w / 2).toBeLessThanOrEqual(view.x + view.size + 1e-9);
    }
  });
});
