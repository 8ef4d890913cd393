import { SKETCH_SIDE } from '../import/inspect-picture.ts';

/** Coefficients along each axis. */
const SIDE = 8;
/** Ways to mirror and turn a picture. */
export const ORIENTATIONS = 8;

/** 63 bits: the signs of the low frequencies of a picture, without its mean. */
export interface PictureHash {
  readonly high: number;
  readonly low: number;
}

const COSINES = Float64Array.from({ length: SIDE * SKETCH_SIDE }, (_, at) => {
  const [u, x] = [Math.floor(at / SKETCH_SIDE), at % SKETCH_SIDE];
  return Math.cos(((2 * x + 1) * u * Math.PI) / (2 * SKETCH_SIDE));
});

/**
 * The hash of a picture as it is (index 0) and as each of its seven mirrored and turned forms would have it.
 * Low frequencies of the discrete cosine transform barely change when a picture is stored anew, resized or made
 * brighter. Mirroring changes the sign of the odd ones, transposing swaps the axes: no picture is turned for it.
 * @param sketch [32, 32] grey levels
 */
export function hashOrientations(sketch: Uint8Array): PictureHash[] {
  const coefficients = transform(sketch);
  return Array.from({ length: ORIENTATIONS }, (_, orientation) => {
    const [flipX, flipY, swap] = [(orientation & 1) !== 0, (orientation & 2) !== 0, (orientation & 4) !== 0];
    let [high, low] = [0, 0];
    for (let bit = 1; bit < SIDE * SIDE; bit++) {
      const [v, u] = [bit >> 3, bit & 7];
      let value = swap ? coefficients[u * SIDE + v] : coefficients[v * SIDE + u];
      if (flipX && u % 2 === 1) value = -value;
      if (flipY && v % 2 === 1) value = -value;
      if (value <= 0) continue;
      if (bit >= 32) high |= 1 << (bit - 32);
      else low |= 1 << bit;
    }
    return { high: high >>> 0, low: low >>> 0 };
  });
}

/** [8, 8], v by rows (along y), u by columns (along x) */
function transform(sketch: Uint8Array): Float64Array {
  const rows = new Float64Array(SKETCH_SIDE * SIDE);
  for (let y = 0; y < SKETCH_SIDE; y++)
    for (let u = 0; u < SIDE; u++) {
      let sum = 0;
      for (let x = 0; x < SKETCH_SIDE; x++) sum += sketch[y * SKETCH_SIDE + x] * COSINES[u * SKETCH_SIDE + x];
      rows[y * SIDE + u] = sum;
    }
  const out = new Float64Array(SIDE * SIDE);
  for (let v = 0; v < SIDE; v++)
    for (let u = 0; u < SIDE; u++) {
      let sum = 0;
      for (let y = 0; y < SKETCH_SIDE; y++) sum += rows[y * SIDE + u] * COSINES[v * SKETCH_SIDE + y];
      out[v * SIDE + u] = sum;
    }
  return out;
}

/** Bits that differ, 0..63. */
export function countDifferentBits(a: PictureHash, b: PictureHash): number {
  return countBits(a.high ^ b.high) + countBits(a.low ^ b.low);
}

function countBits(word: number): number {
  let bits = word - ((word >>> 1) & 0x55555555);
  bits = (bits & 0x33333333) + ((bits >>> 2) & 0x33333333);
  return Math.imul((bits + (bits >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}

/** The sketch in an orientation: first mirrored along x and y, then transposed, as `hashOrientations` numbers them. */
export function orientSketch(sketch: Uint8Array, orientation: number): Uint8Array {
  const side = SKETCH_SIDE;
  const [flipX, flipY, swap] = [(orientation & 1) !== 0, (orientation & 2) !== 0, (orientation & 4) !== 0];
  return Uint8Array.from({ length: side * side }, (_, at) => {
    const x = flipX ? side - 1 - (at % side) : at % side;
    const y = flipY ? side - 1 - Math.floor(at / side) : Math.floor(at / side);
    return swap ? sketch[x * side + y] : sketch[y * side + x];
  });
}

/** Pearson correlation of two sketches, -1..1; 0 when one of them is flat. */
export function correlateSketches(a: Uint8Array, b: Uint8Array): number {
  const count = a.length;
  let [sumA, sumB, sumAA, sumBB, sumAB] = [0, 0, 0, 0, 0];
  for (let i = 0; i < count; i++) {
    sumA += a[i];
    sumB += b[i];
    sumAA += a[i] * a[i];
    sumBB += b[i] * b[i];
    sumAB += a[i] * b[i];
  }
  const spread = Math.sqrt((count * sumAA - sumA * sumA) * (count * sumBB - sumB * sumB));
  return spread === 0 ? 0 : (count * sumAB - sumA * sumB) / spread;
}
