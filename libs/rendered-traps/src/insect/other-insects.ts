import type { Point } from '../drawing/points.ts';
import type { Shape } from '../drawing/shape.ts';
import type { Random } from '../random.ts';
import { drawAnt, drawBeetle } from './crawling-insects.ts';
import { drawFly, drawMidge, drawMoth } from './flying-insects.ts';
import type { Brush } from './six-legs.ts';

/** Catch that is not a mosquito: it is painted and never labelled. */
export const OTHER_INSECTS = ['fly', 'moth', 'midge', 'ant', 'beetle'] as const;
export type OtherInsect = (typeof OTHER_INSECTS)[number];

const DRAWERS: Readonly<Record<OtherInsect, (brush: Brush) => Shape[]>> = {
  fly: drawFly,
  moth: drawMoth,
  midge: drawMidge,
  ant: drawAnt,
  beetle: drawBeetle,
};

/** Body lengths relative to a mosquito's. */
export const OTHER_SIZES: Readonly<Record<OtherInsect, readonly [number, number]>> = {
  fly: [0.7, 1.2],
  moth: [0.9, 1.4],
  midge: [0.35, 0.6],
  ant: [0.35, 0.7],
  beetle: [0.35, 0.8],
};

export function drawOtherInsect(kind: OtherInsect, light: Point, random: Random): Shape[] {
  return DRAWERS[kind]({ light, random });
}
