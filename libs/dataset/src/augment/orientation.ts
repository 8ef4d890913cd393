import type { RandomStream } from '../random.ts';
import type { YoloLabel } from '../yolo-label.ts';
import { named } from './boxes.ts';
import type { AugmentationPlan } from './plan.ts';

/** Mirrorings and quarter turns of a square, applied in this order. */
export interface Orientation {
  readonly flipUd: boolean;
  readonly flipLr: boolean;
  /** Quarter turns clockwise, 0..3. */
  readonly quarterTurns: number;
}

/** Where pixel (x, y) of a square goes: `start + x * stepX + y * stepY` in a row-major plane. */
export interface PlaneWalk {
  readonly start: number;
  readonly stepX: number;
  readonly stepY: number;
}

export function drawOrientation(plan: AugmentationPlan, random: RandomStream): Orientation {
  const flipUd = random.next() < plan.flipUd;
  const flipLr = random.next() < plan.flipLr;
  const turns = random.next() < plan.turns90;
  const quarterTurns = 1 + random.below(3);
  return { flipUd, flipLr, quarterTurns: turns ? quarterTurns : 0 };
}

function movePoint(x: number, y: number, side: number, orientation: Orientation): [number, number] {
  let moved: [number, number] = [orientation.flipLr ? side - x : x, orientation.flipUd ? side - y : y];
  for (let turn = 0; turn < orientation.quarterTurns; turn++) moved = [side - moved[1], moved[0]];
  return moved;
}

export function planPlaneWalk(side: number, orientation: Orientation): PlaneWalk {
  const offset = (x: number, y: number): number => {
    const [movedX, movedY] = movePoint(x, y, side - 1, orientation);
    return movedY * side + movedX;
  };
  const start = offset(0, 0);
  return side === 1
    ? { start, stepX: 0, stepY: 0 }
    : { start, stepX: offset(1, 0) - start, stepY: offset(0, 1) - start };
}

export function orientLabel(label: YoloLabel, orientation: Orientation): YoloLabel {
  const [cx, cy] = movePoint(label.cx, label.cy, 1, orientation);
  const sideways = orientation.quarterTurns % 2 === 1;
  return {
    ...named(label),
    cx,
    cy,
    w: sideways ? label.h : label.w,
    h: sideways ? label.w : label.h,
  };
}
