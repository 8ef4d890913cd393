import { invertAffine } from './affine.ts';
import type { Affine } from './affine.ts';
import { CANVAS_GREY } from './canvas.ts';
import type { Canvas } from './canvas.ts';
import type { PlaneWalk } from './orientation.ts';

/** Positions carry 10 fractional bits while they are added up and 5 when they choose the weights. */
const POSITION_ONE = 1024;
const HALF_STEP = POSITION_ONE / 32 / 2;

/**
 * Maps the canvas through `matrix` (canvas -> output), bilinear with 1/32 pixel steps, grey outside, and writes planes
 * in the orientation that `walk` says.
 * @param out [3, side, side], RGB
 */
export function warpToPlanes(canvas: Canvas, matrix: Affine, walk: PlaneWalk, out: Uint8Array): void {
  const side = Math.round(Math.sqrt(out.length / 3));
  const [a, b, c, d, e, f] = invertAffine(matrix);
  const alongX = Int32Array.from({ length: side }, (_, x) => Math.round(a * x * POSITION_ONE));
  const alongY = Int32Array.from({ length: side }, (_, x) => Math.round(d * x * POSITION_ONE));
  for (let y = 0; y < side; y++) {
    const rowX = Math.round((b * y + c) * POSITION_ONE) + HALF_STEP;
    const rowY = Math.round((e * y + f) * POSITION_ONE) + HALF_STEP;
    warpRow(canvas, { alongX, alongY, rowX, rowY }, out, walk.start + y * walk.stepY, walk.stepX);
  }
}

interface RowPositions {
  readonly alongX: Int32Array;
  readonly alongY: Int32Array;
  readonly rowX: number;
  readonly rowY: number;
}

// eslint-disable-next-line max-params -- an object per row would be garbage in the innermost loops
function warpRow(
  canvas: Canvas,
  positions: RowPositions,
  out: Uint8Array,
  start: number,
  step: number,
): void {
  const { data, rowBytes, side } = canvas;
  const { alongX, alongY, rowX, rowY } = positions;
  const count = alongX.length;
  const plane = count * count;
  for (let x = 0, o = start; x < count; x++, o += step) {
    const px = (rowX + alongX[x]) >> 5;
    const py = (rowY + alongY[x]) >> 5;
    const sx = px >> 5;
    const sy = py >> 5;
    if (sx < -1 || sy < -1 || sx >= side || sy >= side) {
      out[o] = CANVAS_GREY;
      out[o + plane] = CANVAS_GREY;
      out[o + 2 * plane] = CANVAS_GREY;
      continue;
    }
    const fx = px & 31;
    const fy = py & 31;
    const w11 = fx * fy;
    const w10 = (fy << 5) - w11;
    const w01 = (fx << 5) - w11;
    const w00 = 1024 - (fx << 5) - w10;
    const upper = (sy + 1) * rowBytes + (sx + 1) * 3;
    const lower = upper + rowBytes;
    out[o] =
      (data[upper] * w00 + data[upper + 3] * w01 + data[lower] * w10 + data[lower + 3] * w11 + 512) >> 10;
    out[o + plane] =
      (data[upper + 1] * w00 + data[upper + 4] * w01 + data[lower + 1] * w10 + data[lower + 4] * w11 + 512) >>
      10;
    out[o + 2 * plane] =
      (data[upper + 2] * w00 + data[upper + 5] * w01 + data[lower + 2] * w10 + data[lower + 5] * w11 + 512) >>
      10;
  }
}
