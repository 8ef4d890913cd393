import { InputError } from '@natiu/errors';
import { intOf, intsOf } from '@natiu/tensor-graph';
import type { Tensor3D, Tensor4D } from '@tensorflow/tfjs';
import type { Tensorflow } from '../tensorflow.ts';
import type { Call, Operator } from './operator.ts';

/** TensorFlow.js convolves with the channels last, graphs have them first: pictures and results are turned round. */
const toChannelsLast = (x: Tensor4D) => x.transpose<Tensor4D>([0, 2, 3, 1]);
const toChannelsFirst = (x: Tensor4D) => x.transpose<Tensor4D>([0, 3, 1, 2]);

type Pair = [number, number];
type Quad = [number, number, number, number];

function geometryOf({ attributes }: Call) {
  if (intOf(attributes, 'group', 1) !== 1) throw new InputError('convolutions in groups are not supported');
  const autoPad = attributes['auto_pad'];
  if (autoPad?.kind === 'string' && autoPad.value !== 'NOTSET')
    throw new InputError(`auto_pad ${autoPad.value} is not supported; give pads`);
  return {
    strides: [...intsOf(attributes, 'strides', [1, 1])] as Pair,
    dilations: [...intsOf(attributes, 'dilations', [1, 1])] as Pair,
    pads: [...intsOf(attributes, 'pads', [0, 0, 0, 0])] as Quad, // top, left, bottom, right
  };
}

const isAll = (values: readonly number[], wanted: number) => values.every((value) => value === wanted);

/** Conv: x [B, C, H, W], weight [K, C, kh, kw], bias [K] -> [B, K, H', W'] */
const convolution: Operator = {
  run: (call) => {
    const { tf } = call;
    const [x, weight, bias] = call.inputs as [Tensor4D, Tensor4D, Tensor4D | undefined];
    const { strides, dilations, pads } = geometryOf(call);
    const isPlainProduct = isAll([weight.shape[2], weight.shape[3], ...strides], 1) && isAll(pads, 0);
    const y = isPlainProduct
      ? multiplyChannels(tf, x, weight)
      : toChannelsFirst(
          tf.conv2d(
            toChannelsLast(x),
            weight.transpose<Tensor4D>([2, 3, 1, 0]),
            strides,
            explicitPadding(pads),
            'NHWC',
            dilations,
          ),
        );
    return [bias ? tf.add(y, bias.reshape([1, -1, 1, 1])) : y];
  },
};

/** A 1 x 1 convolution is a product of matrices, which needs no turning. */
function multiplyChannels(tf: Tensorflow, x: Tensor4D, weight: Tensor4D): Tensor4D {
  const [batch, channels, height, width] = x.shape;
  const filters = weight.shape[0];
  const flat = x.reshape<Tensor3D>([batch, channels, height * width]);
  return tf
    .matMul(weight.reshape<Tensor3D>([1, filters, channels]), flat)
    .reshape([batch, filters, height, width]);
}

function explicitPadding([top, left, bottom, right]: Quad): 'valid' | [Pair, Pair, Pair, Pair] {
  if (isAll([top, left, bottom, right], 0)) return 'valid';
  return [
    [0, 0],
    [top, bottom],
    [left, right],
    [0, 0],
  ];
}

/**
 * ConvTranspose: x [B, K, h, w], weight [K, C, kh, kw] -> [B, C, H, W]. The native library knows no padding here, so the
 * unpadded result is computed and its edges are cut off.
 */
const transposedConvolution: Operator = {
  run: (call) => {
    const { tf } = call;
    const [x, weight, bias] = call.inputs as [Tensor4D, Tensor4D, Tensor4D | undefined];
    const { strides, dilations, pads } = geometryOf(call);
    if (!isAll(dilations, 1)) throw new InputError('ConvTranspose with dilations is not supported');
    const extra = intsOf(call.attributes, 'output_padding', [0, 0]);
    const [batch, , h, w] = x.shape;
    const [, channels, kh, kw] = weight.shape;
    const grown = [strides[0] * (h - 1) + kh + extra[0]!, strides[1] * (w - 1) + kw + extra[1]!] as const;
    const whole = tf.conv2dTranspose(
      toChannelsLast(x),
      weight.transpose<Tensor4D>([2, 3, 1, 0]),
      [batch, grown[0], grown[1], channels],
      strides,
      'valid',
    );
    const [top, left, bottom, right] = pads;
    const inner = whole.slice(
      [0, top, left, 0],
      [batch, grown[0] - top - bottom, grown[1] - left - right, channels],
    );
    const y = toChannelsFirst(inner);
    return [bias ? tf.add(y, bias.reshape([1, -1, 1, 1])) : y];
  },
};

export const convolutionOperators: Readonly<Record<string, Operator>> = {
  Conv: convolution,
  ConvTranspose: transposedConvolution,
};
