import { areaXyxy } from './box-format.ts';
import type { BoxXyxy } from './box-format.ts';

/** Intersection over union, 0..1; 0 when both boxes are empty. */
export function iouXyxy(a: BoxXyxy, b: BoxXyxy): number {
  const width = Math.min(a[2], b[2]) - Math.max(a[0], b[0]);
  const height = Math.min(a[3], b[3]) - Math.max(a[1], b[1]);
  if (!(width > 0 && height > 0)) return 0;
  const intersection = width * height;
  return intersection / (areaXyxy(a) + areaXyxy(b) - intersection);
}

/** Keeps the quotient of two empty boxes defined; small enough not to matter elsewhere. */
const EPSILON = Math.fround(1e-7);

/**
 * IoU of every pair, computed in single precision, so that a pair near a matching threshold falls on the same
 * side as in float32 tools.
 * @returns [rows.length, columns.length], row-major
 */
export function iouMatrixXyxy(rows: readonly BoxXyxy[], columns: readonly BoxXyxy[]): Float32Array {
  const out = new Float32Array(rows.length * columns.length);
  const f = Math.fround;
  const columnBoxes = new Float32Array(columns.flat());
  for (let r = 0; r < rows.length; r += 1) {
    const x1 = f(rows[r][0]);
    const y1 = f(rows[r][1]);
    const x2 = f(rows[r][2]);
    const y2 = f(rows[r][3]);
    const area = f(f(x2 - x1) * f(y2 - y1));
    for (let c = 0; c < columns.length; c += 1) {
      const [cx1, cy1, cx2, cy2] = columnBoxes.subarray(c * 4, c * 4 + 4);
      const width = Math.max(f(Math.min(x2, cx2) - Math.max(x1, cx1)), 0);
      const height = Math.max(f(Math.min(y2, cy2) - Math.max(y1, cy1)), 0);
      const intersection = f(width * height);
      const other = f(f(cx2 - cx1) * f(cy2 - cy1));
      out[r * columns.length + c] = intersection / f(f(f(area + other) - intersection) + EPSILON);
    }
  }
  return out;
}
