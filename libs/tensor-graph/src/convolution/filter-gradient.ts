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
 * three column-shifted copies of the gradient, and one product [3K x L] [L x 3C] holds all nine taps. Otherwise: one
 * strided view of the input per tap, stacked (im2col).
 */
export function filterGradient(x: Value, gradient: Value, weightShape: Shape, geometry: ConvGeometry): Value {
  const [k, c, kh, kw] = weightShape as Shape4;
  if (kh === 1 && kw === 1 && geometry.stride === 1 && geometry.padding === 0) {
    return reshape(contract(gradient, x), [k, c, 1, 1]);
  }
  if (kh === 3 && kw === 3 && geometry.stride === 1 && geometry.padding === 1)
    return threeByThree(x, gradient);
  return tapByTap(x, gradient, weightShape as Shape4, geometry);
}

/** Above this many positions per picture the batched product's sums over the batch cost less than a transposition. */
const FEW_POSITIONS = 1024;

/**
 * Sum over batch and positions of all channel pairs.
 * @param a [B, M, h, w] @param b [B, N, h, w] @returns [M, N]
 */
function contract(a: Value, b: Value): Value {
  const [batch, m, h, w] = a.shape as Shape4;
  const n = b.shape[1]!;
  if (h * w <= FEW_POSITIONS) {
    const left = reshape(transpose(a, [1, 0, 2, 3]), [m, batch * h * w]);
    const right = reshape(transpose(b, [1, 0, 2, 3]), [n, batch * h * w]);
    return matMul(left, transpose(right, [1, 0]));
  }
  const left = reshape(a, [batch, m, h * w]);
  const right = transpose(reshape(b, [batch, n, h * w]), [0, 2, 1]);
  return reduceSum(matMul(left, right), [0], false);
}

function threeByThree(x: Value, gradient: Value): Value {
  const [, c, h] = x.shape as Shape4;
  const k = gradient.shape[1]!;
  const padded = pad(x, [0, 0, 1, 1], [0, 0, 1, 1]); // [B, C, H + 2, W + 2]
  const rows = [0, 1, 2].map((dy) => slice(padded, [{ axis: 2, start: dy, end: dy + h }])); // [B, C, H, W + 2]
  const columns = [0, 1, 2].map((dx) => pad(gradient, [0, 0, 0, dx], [0, 0, 0, 2 - dx])); // [B, K, H, W + 2]
  const product = contract(concat(columns, 1), concat(rows, 1)); // [3K, 3C]: (dx, k) by (dy, c)
  return transpose(reshape(product, [3, k, 3, c]), [1, 3, 2, 0]);
}

function tapByTap(x: Value, gradient: Value, weightShape: Shape4, geometry: ConvGeometry): Value {
  const [k, c, kh, kw] = weightShape;
  const { stride, padding } = geometry;
  const [, , outHeight, outWidth] = gradient.shape as Shape4;
  const padded = padding > 0 ? pad(x, [0, 0, padding, padding], [0, 0, padding, padding]) : x;
  const taps = [];
  for (let dy = 0; dy < kh; dy += 1) {
    for (let dx = 0; dx < kw; dx += 1) {
      taps.push(
        slice(padded, [
          { axis: 2, start: dy, end: dy + stride * (outHeight - 1) + 1, step: stride },
          { axis: 3, start: dx, end: dx + stride * (outWidth - 1) + 1, step: stride },
        ]),
      );
    }
  }
  const product = contract(gradient, concat(taps, 1)); // [K, taps * C]
  return transpose(reshape(product, [k, kh, kw, c]), [0, 3, 1, 2]);
}
