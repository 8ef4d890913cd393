/** `count` evenly spaced values from 0 to 1, both included. */
export function unitSteps(count: number): Float64Array {
  const step = 1 / (count - 1);
  return Float64Array.from({ length: count }, (_, i) => (i === count - 1 ? 1 : i * step));
}

export interface Interpolation {
  /** Never falling; equal neighbours are allowed, the last of them counts. */
  readonly xs: Float64Array;
  readonly ys: Float64Array;
  /** Value before the first x and after the last one; default: the first and the last y. */
  readonly left?: number;
  readonly right?: number;
}

/** Piecewise linear interpolation of (xs, ys) at `positions`, which must never fall. */
export function interpolate({ xs, ys, left, right }: Interpolation, positions: Float64Array): Float64Array {
  const last = xs.length - 1;
  let j = -1;
  return positions.map((x) => {
    while (j < last && xs[j + 1] <= x) j += 1;
    if (j < 0) return left ?? ys[0];
    if (xs[j] === x) return ys[j];
    if (j === last) return right ?? ys[last];
    return ((ys[j + 1] - ys[j]) / (xs[j + 1] - xs[j])) * (x - xs[j]) + ys[j];
  });
}

/** Area under (xs, ys) by the trapezoid rule. */
export function integrateTrapezoid(xs: Float64Array, ys: Float64Array): number {
  let area = 0;
  for (let i = 1; i < xs.length; i += 1) area += ((xs[i] - xs[i - 1]) * (ys[i] + ys[i - 1])) / 2;
  return area;
}

/** Moving mean over an odd window of about `share` x 2 of the curve; the ends are held. */
export function smoothCurve(curve: Float64Array, share: number): Float64Array {
  const half = (Math.floor(Math.round(curve.length * share * 2) / 2) + 1) >> 1;
  const width = 2 * half + 1;
  return curve.map((_, centre) => {
    let sum = 0;
    for (let k = centre - half; k <= centre + half; k += 1) {
      sum += curve[Math.min(Math.max(k, 0), curve.length - 1)];
    }
    return sum / width;
  });
}

export function meanOf(values: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < values.length; i += 1) sum += values[i];
  return values.length === 0 ? 0 : sum / values.length;
}
