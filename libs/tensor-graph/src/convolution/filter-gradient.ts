import { int } from '../attributes.ts';
import { concat, matMul, pad, reduceSum, reshape, slice, transpose } from '../functions.ts';
import type { Shape } from '../graph.ts';
import type { Value } from '../value.ts';
import type { ConvGeometry } from './input-gradient.ts';

type Shape4 = [number, number, number, number];

/**
 * d loss / d filter of a convolution, as matrix products.
 *
 * @param x [B, C, H, W] @param gradient [B, K, H', W'] @returns [K, C, kh, kw]
 *
 * 1 x 1: one product over all positions. 3 x 3 with stride 1 and padding 1: three row-shifted copies of the input meet
 * three column-shifted copies of the gradient; a product [3K x L] [L x C] holds the three taps of one row. Otherwise: one
 * strided view of the input per tap, stacked (im2col).
 */
export function filterGradient(x: Value, gradient: Value, weightShape: Shape, geometry: ConvGeometry): Value {
  const [k, c, kh, kw] = weightShape as Shape4;
  const pair = summedOverBatch(x, gradient, kh * kw);
  if (kh === 1 && kw === 1 && geometry.stride === 1 && geometry.padding === 0) {
    return reshape(pair.contract(pair.gradient, pair.x), [k, c, 1, 1]);
  }
  if (kh === 3 && kw === 3 && geometry.stride === 1 && geometry.padding === 1) return threeByThree(pair);
  return tapByTap(pair, weightShape as Shape4, geometry);
}

/** Both sides of the product, laid out so that the sum over the batch costs least. */
interface Pair {
  readonly x: Value;
  readonly gradient: Value;
  /** Axis along which copies of one side are stacked. */
  readonly channelAxis: number;
  /** Sum over batch and positions of all channel pairs: -> [M, N]. */
  contract(a: Value, b: Value): Value;
}

/**
 * Either a batched product [B, M, L] [B, L, N] whose results are summed, or, where those would be larger than the
 * pictures themselves, one product [M, B L] [B L, N] of transposed copies.
 */
function summedOverBatch(x: Value, gradient: Value, taps: number): Pair {
  const [, c, h, w] = x.shape as Shape4;
  const [, k, gradientHeight, gradientWidth] = gradient.shape as Shape4;
  const productSize = taps * k * c;
  const copySize = k * gradientHeight * gradientWidth + c * h * w;
  if (productSize <= copySize) return { x, gradient, channelAxis: 1, contract: contractBatched };
  const channelsFirst = (value: Value) => transpose(value, [1, 0, 2, 3]);
  return { x: channelsFirst(x), gradient: channelsFirst(gradient), channelAxis: 0, contract: contractFlat };
}

/** @param a [B, M, h, w] @param b [B, N, h, w] */
function contractBatched(a: Value, b: Value): Value {
  const [batch, m, h, w] = a.shape as Shape4;
  const right = transpose(reshape(b, [batch, b.shape[1]!, h * w]), [0, 2, 1]);
  return reduceSum(matMul(reshape(a, [batch, m, h * w]), right), [0], false);
}

/** @param a [M, B, h, w] @param b [N, B, h, w] */
function contractFlat(a: Value, b: Value): Value {
  const [m, batch, h, w] = a.shape as Shape4;
  const positions = batch * h * w;
  return matMul(reshape(a, [m, positions]), transpose(reshape(b, [b.shape[0]!, positions]), [1, 0]));
}

function threeByThree(pair: Pair): Value {
  const c = pair.x.shape[pair.channelAxis]!;
  const k = pair.gradient.shape[pair.channelAxis]!;
  // Row dy of the filter meets the input moved up by dy - 1: padding at one end, cropping at the other.
  const rows = [0, 1, 2].map((dy) => pad(pair.x, [0, 0, 1 - dy, 1], [0, 0, dy - 1, 1])); // [.., H, W + 2]
  const columns = [0, 1, 2].map((dx) => pad(pair.gradient, [0, 0, 0, dx], [0, 0, 0, 2 - dx])); // [.., H, W + 2]
  const stacked = concat(columns, pair.channelAxis);
  // One product per row: stacking the rows as well would only copy them once more.
  const products = rows.map((row) => reshape(pair.contract(stacked, row), [3, k, c])); // (dx, k, c)
  return transpose(reshape(concat(products, 0), [3, 3, k, c]), [2, 3, 0, 1]); // (dy, dx, k, c) -> (k, c, dy, dx)
}

function tapByTap(pair: Pair, weightShape: Shape4, geometry: ConvGeometry): Value {
  const [k, c, kh, kw] = weightShape;
  const { stride, padding } = geometry;
  const padded = padding > 0 ? pad(pair.x, [0, 0, padding, padding], [0, 0, padding, padding]) : pair.x;
  const [, , height, width] = padded.shape as Shape4;
  const size = pair.gradient.shape.slice(2) as [number, number];
  const tapsOf = stride === 2 && height % 2 === 0 && width % 2 === 0 ? tapsFromPhases : tapsFromSteps;
  const stacked = concat(tapsOf(padded, { kernel: [kh, kw], size, stride }), pair.channelAxis);
  const product = pair.contract(pair.gradient, stacked); // [K, taps * C]
  return transpose(reshape(product, [k, kh, kw, c]), [0, 3, 1, 2]);
}

interface Taps {
  readonly kernel: readonly [number, number];
  /** Height and width of the gradient. */
  readonly size: readonly [number, number];
  readonly stride: number;
}

/** The input as each tap of the filter sees it, row by row through the filter. */
function tapsFromSteps(padded: Value, { kernel, size, stride }: Taps): Value[] {
  return tapPositions(kernel).map(([dy, dx]) =>
    slice(padded, [
      { axis: 2, start: dy, end: dy + stride * (size[0] - 1) + 1, step: stride },
      { axis: 3, start: dx, end: dx + stride * (size[1] - 1) + 1, step: stride },
    ]),
  );
}

/** For stride 2: even and odd rows and columns are sorted apart once, so that every tap copies whole runs. */
function tapsFromPhases(padded: Value, { kernel, size }: Taps): Value[] {
  const channels = padded.shape[1]!;
  const phases = padded.builder.apply('SpaceToDepth', [padded], { blocksize: int(2) }); // (row parity, column parity, c)
  return tapPositions(kernel).map(([dy, dx]) => {
    const phase = ((dy % 2) * 2 + (dx % 2)) * channels;
    return slice(phases, [
      { axis: 1, start: phase, end: phase + channels },
      { axis: 2, start: dy >> 1, end: (dy >> 1) + size[0] },
      { axis: 3, start: dx >> 1, end: (dx >> 1) + size[1] },
    ]);
  });
}

function tapPositions([kh, kw]: readonly [number, number]): [number, number][] {
  return Array.from({ length: kh * kw }, (_, i) => [Math.floor(i / kw), i % kw]);
}
