import { createRandom } from '../random.ts';
import type { Random } from '../random.ts';

export const FLOOR_KINDS = ['white-card', 'grey-mesh', 'green-funnel', 'blue-pan', 'wooden-board'] as const;
export type FloorKind = (typeof FLOOR_KINDS)[number];

/** What stays the same in every picture of one trap. */
export interface TrapLook {
  readonly floor: FloorKind;
  readonly floorSeed: number;
  /** Radians, the direction from which the light comes. */
  readonly lightAngle: number;
  /** Length of a cast shadow; unit: an insect's body length. */
  readonly shadowReach: number;
  /** 0..1 */
  readonly shadowStrength: number;
  /** Pixels by which shadows are softened, in a picture of 224 pixels. */
  readonly shadowBlurPx: number;
  /** Factor on red and its inverse on blue. */
  readonly warmth: number;
  readonly exposure: number;
  /** Share of light lost in the corners. */
  readonly vignette: number;
  /** Share by which one side is brighter. */
  readonly lightSlope: number;
  /** Pixels of a mosquito's body (head to abdomen's end) in a picture of 224 pixels. */
  readonly bodyPx: number;
  readonly lensBlurPx: number;
  /** Standard deviation of the sensor's noise at mid grey, 0..1. */
  readonly sensorNoise: number;
  /** 1..100 */
  readonly jpegQuality: number;
  /** Mean number of crumbs, fibres and stains in a picture. */
  readonly dirt: number;
  readonly stains: number;
  /** Mean number of other insects in a picture. */
  readonly otherInsects: number;
}

function chooseLook(random: Random): TrapLook {
  return {
    floor: random.pick(FLOOR_KINDS),
    floorSeed: random.integer(0, 0x7fffffff),
    lightAngle: random.range(0, Math.PI * 2),
    shadowReach: random.range(0.06, 0.17),
    shadowStrength: random.range(0.45, 0.9),
    shadowBlurPx: random.range(1.2, 3.2),
    warmth: random.range(0.95, 1.06),
    exposure: random.range(0.86, 1.08),
    vignette: random.range(0.04, 0.3),
    lightSlope: random.range(0, 0.22),
    bodyPx: random.range(46, 68),
    lensBlurPx: random.range(0.15, 0.6),
    sensorNoise: random.range(0.004, 0.017),
    jpegQuality: random.integer(80, 95),
    dirt: random.range(2, 14),
    stains: random.range(0, 2.5),
    otherInsects: random.range(0.2, 1.3),
  };
}

/** The same trap seed always gives the same floor, light, lens and magnification. */
export function createTrapLook(trapSeed: string | number): TrapLook {
  return chooseLook(createRandom(`trap:${trapSeed}`));
}
