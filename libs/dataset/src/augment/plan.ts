import { InputError } from '@natiu/errors';
import type { BoxShape } from './boxes.ts';

/** How training pictures are varied. Probabilities 0..1; gains are half-widths of uniform distributions. */
export interface AugmentationPlan {
  /** Hue, saturation and value are multiplied by 1 +- gain. */
  readonly hsvH: number;
  readonly hsvS: number;
  readonly hsvV: number;
  /** Rotation by up to +- degrees. */
  readonly degrees: number;
  /** Shift by up to +- this share of the picture's side. */
  readonly translate: number;
  /** Zoom by 1 +- gain. */
  readonly scale: number;
  /** Shear by up to +- degrees along both axes. */
  readonly shear: number;
  /** Probability of mirroring upside down. */
  readonly flipUd: number;
  /** Probability of mirroring left to right. */
  readonly flipLr: number;
  /** Probability of a quarter, half or three-quarter turn. */
  readonly turns90: number;
  /** Probability that a picture becomes a mosaic of four, while mosaic is on. */
  readonly mosaic: number;
  /** What a box is taken to hold when it is turned or sheared: see transformBox. */
  readonly boxes: BoxShape;
}

/** The usual toolkit's defaults for YOLOv8 (release 8.2.103), but for `boxes`, where it has `corners`. */
export const DEFAULT_AUGMENTATION: AugmentationPlan = {
  hsvH: 0.015,
  hsvS: 0.7,
  hsvV: 0.4,
  degrees: 0,
  translate: 0.1,
  scale: 0.5,
  shear: 0,
  flipUd: 0,
  flipLr: 0.5,
  turns90: 0,
  mosaic: 1,
  boxes: 'ellipse',
};

/** Letterbox only. */
export const NO_AUGMENTATION: AugmentationPlan = {
  hsvH: 0,
  hsvS: 0,
  hsvV: 0,
  degrees: 0,
  translate: 0,
  scale: 0,
  shear: 0,
  flipUd: 0,
  flipLr: 0,
  turns90: 0,
  mosaic: 0,
  boxes: 'ellipse',
};

const LIMITS: Readonly<Record<Exclude<keyof AugmentationPlan, 'boxes'>, number>> = {
  hsvH: 1,
  hsvS: 1,
  hsvV: 1,
  degrees: 180,
  translate: 1,
  scale: 0.95,
  shear: 60,
  flipUd: 1,
  flipLr: 1,
  turns90: 1,
  mosaic: 1,
};

/** @throws InputError naming the setting that is out of range */
export function assertAugmentationPlan(plan: AugmentationPlan): void {
  for (const key of Object.keys(LIMITS) as (keyof typeof LIMITS)[]) {
    const value = plan[key];
    if (!(value >= 0 && value <= LIMITS[key]))
      throw new InputError(`augmentation.${key} must lie within 0 and ${LIMITS[key]}, got ${value}`);
  }
}
