import type { YoloLabel } from '../yolo-label.ts';
import type { Affine } from './affine.ts';

/** A box in pixels of a canvas, with its class. */
export interface PixelBox {
  readonly classIndex: number;
  readonly x1: number;
  readonly y1: number;
  readonly x2: number;
  readonly y2: number;
  /** See YoloLabel: it goes wherever the box goes. */
  readonly weight?: number;
}

/** Where a picture lies on a canvas, pixels; `left`/`top` may be fractions and negative. */
export interface Placement {
  readonly width: number;
  readonly height: number;
  readonly left: number;
  readonly top: number;
}

const MIN_SIDE_PX = 2;
const MIN_AREA_SHARE = 0.1;
const MAX_ASPECT = 100;
const EPSILON = 1e-16;

function clip(value: number, high: number): number {
  return value < 0 ? 0 : value > high ? high : value;
}

/** What a box is, apart from where: the part that no geometry changes. */
export function named({ classIndex, weight }: { classIndex: number; weight?: number }) {
  return weight === undefined ? { classIndex } : { classIndex, weight };
}

export function clipBox(box: PixelBox, side: number): PixelBox {
  return {
    ...named(box),
    x1: clip(box.x1, side),
    y1: clip(box.y1, side),
    x2: clip(box.x2, side),
    y2: clip(box.y2, side),
  };
}

export function hasArea(box: PixelBox): boolean {
  return box.x2 > box.x1 && box.y2 > box.y1;
}

export function placeLabel(label: YoloLabel, place: Placement): PixelBox {
  return {
    ...named(label),
    x1: (label.cx - label.w / 2) * place.width + place.left,
    y1: (label.cy - label.h / 2) * place.height + place.top,
    x2: (label.cx + label.w / 2) * place.width + place.left,
    y2: (label.cy + label.h / 2) * place.height + place.top,
  };
}

/** What a box is taken to hold when it is turned or sheared. */
export type BoxShape = 'ellipse' | 'corners';

/**
 * The upright box around a moved box.
 *
 * `ellipse`: around the moved ellipse inscribed in the box, which is close to an insect's outline. Half sides
 * hw' = sqrt((a hw)² + (b hh)²), hh' = sqrt((d hw)² + (e hh)²).
 * `corners`: around the four moved corners, as the usual toolkit does. On average over +-45 degrees that makes a
 * square box 1.27 times too long a side, and a network trained so draws its boxes too large.
 *
 * The two are equal without rotation and shear.
 */
export function transformBox(box: PixelBox, matrix: Affine, shape: BoxShape): PixelBox {
  return shape === 'corners' ? boundCorners(box, matrix) : boundEllipse(box, matrix);
}

function boundEllipse(box: PixelBox, [a, b, c, d, e, f]: Affine): PixelBox {
  const x = (box.x1 + box.x2) / 2;
  const y = (box.y1 + box.y2) / 2;
  const halfWidth = (box.x2 - box.x1) / 2;
  const halfHeight = (box.y2 - box.y1) / 2;
  const movedX = a * x + b * y + c;
  const movedY = d * x + e * y + f;
  const alongX = Math.hypot(a * halfWidth, b * halfHeight);
  const alongY = Math.hypot(d * halfWidth, e * halfHeight);
  return {
    ...named(box),
    x1: movedX - alongX,
    y1: movedY - alongY,
    x2: movedX + alongX,
    y2: movedY + alongY,
  };
}

function boundCorners(box: PixelBox, [a, b, c, d, e, f]: Affine): PixelBox {
  const xs = [
    a * box.x1 + b * box.y1,
    a * box.x2 + b * box.y1,
    a * box.x1 + b * box.y2,
    a * box.x2 + b * box.y2,
  ];
  const ys = [
    d * box.x1 + e * box.y1,
    d * box.x2 + e * box.y1,
    d * box.x1 + e * box.y2,
    d * box.x2 + e * box.y2,
  ];
  return {
    ...named(box),
    x1: Math.min(...xs) + c,
    y1: Math.min(...ys) + f,
    x2: Math.max(...xs) + c,
    y2: Math.max(...ys) + f,
  };
}

/** Whether enough of a box is left after it was moved and cut: more than 2 px a side and a tenth of its zoomed area. */
export function isCandidate(before: PixelBox, after: PixelBox, zoom: number): boolean {
  const w1 = (before.x2 - before.x1) * zoom;
  const h1 = (before.y2 - before.y1) * zoom;
  const w2 = after.x2 - after.x1;
  const h2 = after.y2 - after.y1;
  const aspect = Math.max(w2 / (h2 + EPSILON), h2 / (w2 + EPSILON));
  const share = (w2 * h2) / (w1 * h1 + EPSILON);
  return w2 > MIN_SIDE_PX && h2 > MIN_SIDE_PX && share > MIN_AREA_SHARE && aspect < MAX_ASPECT;
}

export function toYoloLabel(box: PixelBox, side: number): YoloLabel {
  return {
    ...named(box),
    cx: (box.x1 + box.x2) / 2 / side,
    cy: (box.y1 + box.y2) / 2 / side,
    w: (box.x2 - box.x1) / side,
    h: (box.y2 - box.y1) / side,
  };
}
