import { InputError } from '@natiu/errors';
import type { OfflinePlan } from '../version/version-manifest.ts';

/**
 * What the study drew for each variant, uniformly within these bounds. Degrees, pixels, or shares.
 * - flips: probability of each mirroring; quarter turns: all four orientations equally likely
 * - rotation and shear: degrees, about the centre, the picture keeps its size, corners that come free are grey
 * - saturation and brightness: factor on S and V of HSV
 * - exposure: exponent on V in 0..1 (below 1 brightens the dark parts)
 * - blur: standard deviation of a Gaussian, pixels
 * - noise: share of the pixels that become black or white
 */
export const STUDY_RANGES = {
  flipHorizontalChance: [0.5, 0.5],
  flipVerticalChance: [0.5, 0.5],
  quarterTurns: [0, 3],
  rotationDegrees: [-45, 45],
  shearXDegrees: [-10, 10],
  shearYDegrees: [-10, 10],
  saturationFactor: [0.75, 1.25],
  brightnessFactor: [0.85, 1.15],
  exposureExponent: [0.9, 1.1],
  blurSigmaPx: [0, 1.2],
  noiseShare: [0, 0.0343],
} as const satisfies Readonly<Record<string, readonly [number, number]>>;

/** Variants of each training picture in the study: 719 become 2,157. */
export const STUDY_VARIANTS = 3;

/** @throws InputError when `variants` is not a whole number from 1 */
export function makeStudyPlan(seed: number, variants: number = STUDY_VARIANTS): OfflinePlan {
  if (!Number.isInteger(variants) || variants < 1)
    throw new InputError(`variants must be a whole number from 1, got ${variants}`);
  const ranges = Object.fromEntries(
    Object.entries(STUDY_RANGES).map(([name, [low, high]]) => [name, [low, high]]),
  );
  return { name: 'study', variants, seed, ranges: ranges as Record<string, [number, number]> };
}
