/** Values that an 8-bit tensor must be able to hold. */
export interface Range {
  readonly min: number;
  readonly max: number;
}

/** real = scale (stored - zero), stored 0..255. */
export interface ActivationScale {
  readonly scale: number;
  readonly zero: number;
}

const LEVELS = 255;
/** Keeps scales normal numbers: below, a division would overflow. */
const SMALLEST_SCALE = 1e-20;

/** Asymmetric uint8; zero always has an exact code, because padding and grey areas are full of it. */
export function scaleOfRange({ min, max }: Range): ActivationScale {
  const low = Math.min(min, 0);
  const high = Math.max(max, 0);
  const scale = Math.fround(Math.max((high - low) / LEVELS, SMALLEST_SCALE));
  const zero = Math.min(LEVELS, Math.max(0, roundHalfToEven(-low / scale)));
  return { scale, zero };
}

/** As ONNX's QuantizeLinear rounds. */
export function roundHalfToEven(value: number): number {
  const rounded = Math.round(value);
  return rounded - value === 0.5 && rounded % 2 !== 0 ? rounded - 1 : rounded;
}

/** The code, 0..255, that stores a value. */
export function codeOf(value: number, { scale, zero }: ActivationScale): number {
  return Math.min(LEVELS, Math.max(0, roundHalfToEven(value / scale) + zero));
}

/** What each of the 256 codes stands for. */
export function valuesOfCodes({ scale, zero }: ActivationScale): Float64Array {
  return Float64Array.from({ length: LEVELS + 1 }, (_, code) => scale * (code - zero));
}
