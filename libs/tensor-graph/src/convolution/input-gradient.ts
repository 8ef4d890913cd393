import { ints } from '../attributes.ts';
import { conv, flip, transpose } from '../functions.ts';
import type { Shape } from '../graph.ts';
import type { Value } from '../value.ts';

/** Square stride and padding of a convolution. */
export interface ConvGeometry {
  readonly stride: number;
  readonly padding: number;
}

/**
 * d loss / d input of a convolution.
 *
 * Stride 1: a convolution of the output gradient with the filter turned by 180 degrees and its channel axes swapped.
 * Larger strides: a transposed convolution, padded at the far edge to the input's exact size.
 *
 * @param gradient [B, K, H', W'] @param weight [K, C, kh, kw] @returns [B, C, H, W]
 * Source: Dumoulin & Visin, A guide to convolution arithmetic for deep learning, arXiv:1603.07285, chapter 4.
 */
export function inputGradient(
  gradient: Value,
  weight: Value,
  inputShape: Shape,
  geometry: ConvGeometry,
): Value {
  const { stride, padding } = geometry;
  const [, , kh, kw] = weight.shape as [number, number, number, number];
  if (stride === 1 && kh === kw) {
    const turned = kh === 1 ? weight : flip(weight, [2, 3]);
    return conv(gradient, transpose(turned, [1, 0, 2, 3]), { stride: 1, padding: kh - 1 - padding });
  }
  const covered = (size: number, kernel: number) => stride * (size - 1) + kernel - 2 * padding;
  return gradient.builder.apply('ConvTranspose', [gradient, weight], {
    kernel_shape: ints([kh, kw]),
    strides: ints([stride, stride]),
    pads: ints([padding, padding, padding, padding]),
    output_padding: ints([
      inputShape[2]! - covered(gradient.shape[2]!, kh),
      inputShape[3]! - covered(gradient.shape[3]!, kw),
    ]),
  });
}
