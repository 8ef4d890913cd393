import type { RandomStream } from '../random.ts';
import type { AugmentationPlan } from './plan.ts';

/** x' = a x + b y + c, y' = d x + e y + f */
export type Affine = readonly [a: number, b: number, c: number, d: number, e: number, f: number];

export interface RandomAffine {
  /** Canvas pixels -> output pixels. */
  readonly matrix: Affine;
  /** The zoom that is part of the matrix. */
  readonly zoom: number;
}

/** `second` after `first`. */
export function composeAffine(second: Affine, first: Affine): Affine {
  const [a, b, c, d, e, f] = second;
  const [p, q, r, s, t, u] = first;
  return [a * p + b * s, a * q + b * t, a * r + b * u + c, d * p + e * s, d * q + e * t, d * r + e * u + f];
}

/** @throws RangeError when the map flattens the plane */
export function invertAffine(map: Affine): Affine {
  const [a, b, c, d, e, f] = map;
  const determinant = a * e - b * d;
  if (Math.abs(determinant) < 1e-12) throw new RangeError('affine map has no inverse');
  const [ia, ib, id, ie] = [e / determinant, -b / determinant, -d / determinant, a / determinant];
  return [ia, ib, -(ia * c + ib * f), id, ie, -(id * c + ie * f)];
}

/**
 * Centre to the origin, then rotation with zoom, shear, and translation to a place near the output's centre.
 * @param canvasSide side of the square canvas, pixels
 * @param outputSide side of the square output, pixels
 */
export function drawRandomAffine(
  plan: AugmentationPlan,
  canvasSide: number,
  outputSide: number,
  random: RandomStream,
): RandomAffine {
  const radians = Math.PI / 180;
  const angle = random.uniform(-plan.degrees, plan.degrees) * radians;
  const zoom = random.uniform(1 - plan.scale, 1 + plan.scale);
  const shearX = Math.tan(random.uniform(-plan.shear, plan.shear) * radians);
  const shearY = Math.tan(random.uniform(-plan.shear, plan.shear) * radians);
  const shiftX = random.uniform(0.5 - plan.translate, 0.5 + plan.translate) * outputSide;
  const shiftY = random.uniform(0.5 - plan.translate, 0.5 + plan.translate) * outputSide;
  const cosine = zoom * Math.cos(angle);
  const sine = zoom * Math.sin(angle);
  const centre: Affine = [1, 0, -canvasSide / 2, 0, 1, -canvasSide / 2];
  const turn: Affine = [cosine, sine, 0, -sine, cosine, 0];
  const shear: Affine = [1, shearX, 0, shearY, 1, 0];
  const shift: Affine = [1, 0, shiftX, 0, 1, shiftY];
  return {
    matrix: composeAffine(shift, composeAffine(shear, composeAffine(turn, centre))),
    zoom,
  };
}
