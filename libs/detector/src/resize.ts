import { InputError } from '@natiu/errors';
import { assertPicture } from './picture.ts';
import type { RgbPicture } from './picture.ts';

/** Weights are fixed-point numbers with 11 fractional bits, as in the resize that the models were trained with. */
const ONE = 2048;

/** Rectangle inside a larger RGB buffer; lengths in pixels. */
export interface ResizeTarget {
  readonly data: Uint8Array;
  /** Width of the whole buffer. */
  readonly stride: number;
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** For every target position: the two source positions and their weights (sum 2048). */
interface AxisTable {
  readonly low: Int32Array;
  readonly high: Int32Array;
  readonly lowWeight: Int32Array;
  readonly highWeight: Int32Array;
}

function roundHalfToEven(value: number): number {
  const rounded = Math.round(value);
  return rounded - value === 0.5 && rounded % 2 !== 0 ? rounded - 1 : rounded;
}

/**
 * Half-pixel centres, positions outside clamped to the border. Rows keep both weights there (columns do not):
 * each is rounded on its own, which shows in the last bit.
 */
function buildAxisTable(sourceLength: number, targetLength: number, axis: 'columns' | 'rows'): AxisTable {
  const table: AxisTable = {
    low: new Int32Array(targetLength),
    high: new Int32Array(targetLength),
    lowWeight: new Int32Array(targetLength),
    highWeight: new Int32Array(targetLength),
  };
  const scale = 1 / (targetLength / sourceLength);
  for (let i = 0; i < targetLength; i += 1) {
    const position = Math.fround((i + 0.5) * scale - 0.5);
    const floor = Math.floor(position);
    const inside = floor >= 0 && floor < sourceLength - 1;
    const fraction = inside || axis === 'rows' ? Math.fround(position - floor) : 0;
    table.low[i] = Math.min(Math.max(floor, 0), sourceLength - 1);
    table.high[i] = Math.min(Math.max(floor + 1, 0), sourceLength - 1);
    table.lowWeight[i] = roundHalfToEven((1 - fraction) * ONE);
    table.highWeight[i] = roundHalfToEven(fraction * ONE);
  }
  return table;
}

/** One source row stretched to the target's width, times 2048. */
function stretchRow(source: RgbPicture, row: number, columns: AxisTable, out: Int32Array): void {
  const { data } = source;
  const start = row * source.width * 3;
  const { low, high, lowWeight, highWeight } = columns;
  for (let x = 0, o = 0; x < low.length; x += 1, o += 3) {
    const a = start + low[x] * 3;
    const b = start + high[x] * 3;
    const wa = lowWeight[x];
    const wb = highWeight[x];
    out[o] = data[a] * wa + data[b] * wb;
    out[o + 1] = data[a + 1] * wa + data[b + 1] * wb;
    out[o + 2] = data[a + 2] * wa + data[b + 2] * wb;
  }
}

/** Reuses tables and row buffers: a camera sends the same size again and again. */
export interface Resizer {
  resizeInto(source: RgbPicture, target: ResizeTarget): void;
}

function copyRows(source: RgbPicture, target: ResizeTarget): void {
  const bytes = source.width * 3;
  for (let y = 0; y < source.height; y += 1) {
    const from = y * bytes;
    const to = ((target.top + y) * target.stride + target.left) * 3;
    target.data.set(source.data.subarray(from, from + bytes), to);
  }
}

function blendRows(
  upper: Int32Array,
  lower: Int32Array,
  weights: readonly [number, number],
  out: Uint8Array,
): void {
  const [wa, wb] = weights;
  for (let i = 0; i < out.length; i += 1) {
    // Two shifts per term keep the products inside 32 bits, and with it the rounding of the usual resize.
    out[i] = (((wa * (upper[i] >> 4)) >> 16) + ((wb * (lower[i] >> 4)) >> 16) + 2) >> 2;
  }
}

export function createResizer(): Resizer {
  let key = '';
  let columns = buildAxisTable(1, 1, 'columns');
  let rows = columns;
  let upper = new Int32Array(3);
  let lower = upper;

  function prepare(source: RgbPicture, target: ResizeTarget): void {
    const wanted = `${source.width}x${source.height}>${target.width}x${target.height}`;
    if (wanted === key) return;
    columns = buildAxisTable(source.width, target.width, 'columns');
    rows = buildAxisTable(source.height, target.height, 'rows');
    upper = new Int32Array(target.width * 3);
    lower = new Int32Array(target.width * 3);
    key = wanted;
  }

  function resizeInto(source: RgbPicture, target: ResizeTarget): void {
    if (source.width === target.width && source.height === target.height) return copyRows(source, target);
    prepare(source, target);
    let upperRow = -1;
    let lowerRow = -1;
    for (let y = 0; y < target.height; y += 1) {
      if (rows.low[y] === lowerRow) {
        [upper, lower] = [lower, upper];
        [upperRow, lowerRow] = [lowerRow, upperRow];
      }
      if (rows.low[y] !== upperRow) stretchRow(source, (upperRow = rows.low[y]), columns, upper);
      if (rows.high[y] !== lowerRow) stretchRow(source, (lowerRow = rows.high[y]), columns, lower);
      const start = ((target.top + y) * target.stride + target.left) * 3;
      const out = target.data.subarray(start, start + target.width * 3);
      blendRows(upper, lower, [rows.lowWeight[y], rows.highWeight[y]], out);
    }
  }
  return { resizeInto };
}

/**
 * Bilinear resize on 8-bit values: half-pixel centres, no smoothing before shrinking, fixed-point weights.
 * Within one grey level of the resize used to train YOLOv8 models.
 * @throws InputError when a size is not a positive whole number
 */
export function resizeBilinear(picture: RgbPicture, width: number, height: number): RgbPicture {
  assertPicture(picture);
  if (!Number.isInteger(width) || !Number.isInteger(height) || width < 1 || height < 1) {
    throw new InputError(`A picture cannot be resized to ${width} x ${height}.`);
  }
  const data = new Uint8Array(width * height * 3);
  createResizer().resizeInto(picture, { data, stride: width, left: 0, top: 0, width, height });
  return { width, height, data };
}
