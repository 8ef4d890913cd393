/** Centre and size as shares of the picture, 0..1, as labels have it. */
export type BoxShares = { cx: number; cy: number; w: number; h: number };
export type Point = { x: number; y: number };

/** No box is thinner than this share of the picture: thinner ones cannot be seen nor taken hold of. */
export const SMALLEST_SIDE = 0.005;

function clamp(value: number, low: number, high: number): number {
  return Math.min(high, Math.max(low, value));
}

/** The box between two corners, cut off at the picture's edges; undefined when it is too thin to be meant. */
export function boxBetween(a: Point, b: Point): BoxShares | undefined {
  const [x1, x2] = [clamp(Math.min(a.x, b.x), 0, 1), clamp(Math.max(a.x, b.x), 0, 1)];
  const [y1, y2] = [clamp(Math.min(a.y, b.y), 0, 1), clamp(Math.max(a.y, b.y), 0, 1)];
  const [w, h] = [x2 - x1, y2 - y1];
  if (w < SMALLEST_SIDE || h < SMALLEST_SIDE) return undefined;
  return { cx: x1 + w / 2, cy: y1 + h / 2, w, h };
}

/** The same box elsewhere; it stops at the picture's edges and keeps its size. */
export function moveBox(box: BoxShares, by: Point): BoxShares {
  return {
    ...box,
    cx: clamp(box.cx + by.x, box.w / 2, 1 - box.w / 2),
    cy: clamp(box.cy + by.y, box.h / 2, 1 - box.h / 2),
  };
}

/** Grows or shrinks about the centre; it stays inside the picture. */
export function resizeBox(box: BoxShares, by: Point): BoxShares {
  const w = clamp(box.w + by.x, SMALLEST_SIDE, 2 * Math.min(box.cx, 1 - box.cx));
  const h = clamp(box.h + by.y, SMALLEST_SIDE, 2 * Math.min(box.cy, 1 - box.cy));
  return { ...box, w, h };
}

export type Corner = 'nw' | 'ne' | 'sw' | 'se';
export const CORNERS: readonly Corner[] = ['nw', 'ne', 'sw', 'se'];

export function cornerOf({ cx, cy, w, h }: BoxShares, corner: Corner): Point {
  return {
    x: corner.endsWith('w') ? cx - w / 2 : cx + w / 2,
    y: corner.startsWith('n') ? cy - h / 2 : cy + h / 2,
  };
}

const OPPOSITE: Record<Corner, Corner> = { nw: 'se', ne: 'sw', sw: 'ne', se: 'nw' };

/** One corner dragged to `to`, the opposite one stays; a box that would vanish stays as it is. */
export function dragCorner(box: BoxShares, corner: Corner, to: Point): BoxShares {
  return boxBetween(cornerOf(box, OPPOSITE[corner]), to) ?? box;
}

/** The part of the picture around a box that a person needs to see to decide, as shares: square, zoomed. */
export function viewAround(box: BoxShares, margin = 1.5): { x: number; y: number; size: number } {
  const size = clamp(Math.max(box.w, box.h) * (1 + 2 * margin), 0.2, 1);
  return {
    x: clamp(box.cx - size / 2, 0, 1 - size),
    y: clamp(box.cy - size / 2, 0, 1 - size),
    size,
  };
}
