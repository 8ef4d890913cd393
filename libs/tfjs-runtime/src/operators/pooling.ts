import { InputError } from '@natiu/errors';
import { intOf, intsOf } from '@natiu/tensor-graph';
import type { Tensor, Tensor4D } from '@tensorflow/tfjs';
import type { Tensorflow } from '../tensorflow.ts';
import { textOf } from './operator.ts';
import type { Call, Operator } from './operator.ts';

type Pair = [number, number];

interface Window {
  readonly kernel: Pair;
  readonly strides: Pair;
  /** top, left, bottom, right */
  readonly pads: [number, number, number, number];
}

function windowOf({ attributes }: Call): Window {
  for (const name of ['ceil_mode', 'storage_order']) {
    if (intOf(attributes, name, 0) !== 0) throw new InputError(`MaxPool with ${name} is not supported`);
  }
  if (intsOf(attributes, 'dilations', [1, 1]).some((step) => step !== 1))
    throw new InputError('MaxPool with dilations is not supported');
  return {
    kernel: [...intsOf(attributes, 'kernel_shape')] as Pair,
    strides: [...intsOf(attributes, 'strides', [1, 1])] as Pair,
    pads: [...intsOf(attributes, 'pads', [0, 0, 0, 0])] as Window['pads'],
  };
}

/**
 * Walks the window's cells as ONNX Runtime does, row by row with the first of equals winning, and keeps the largest value
 * and where it came from: the gradient then flows to the same element.
 */
const maxPool: Operator = {
  run: (call) => {
    const { tf, wanted } = call;
    const x = call.inputs[0] as Tensor4D;
    const window = windowOf(call);
    const {
      kernel,
      strides,
      pads: [top, left, bottom, right],
    } = window;
    const [batch, channels, height, width] = x.shape;
    const rows = Math.floor((height + top + bottom - kernel[0]) / strides[0]) + 1;
    const columns = Math.floor((width + left + right - kernel[1]) / strides[1]) + 1;
    const around: Pair[] = [
      [0, 0],
      [0, 0],
      [top, bottom],
      [left, right],
    ];
    const padded = tf.pad(x, around as [Pair, Pair, Pair, Pair], -Infinity);
    const cellAt = (dy: number, dx: number): Tensor =>
      tf.stridedSlice(
        padded,
        [0, 0, dy, dx],
        [batch, channels, dy + strides[0] * (rows - 1) + 1, dx + strides[1] * (columns - 1) + 1],
        [1, 1, strides[0], strides[1]],
      );
    let best = cellAt(0, 0);
    let offset: Tensor = tf.zeros(best.shape, 'int32');
    for (let cell = 1; cell < kernel[0] * kernel[1]; cell += 1) {
      const dy = Math.floor(cell / kernel[1]);
      const dx = cell % kernel[1];
      const value = cellAt(dy, dx);
      if (wanted[1]) offset = tf.where(tf.greater(value, best), tf.scalar(dy * width + dx, 'int32'), offset);
      best = tf.maximum(best, value);
    }
    return [best, wanted[1] ? flatIndices(tf, { x, offset, window }) : undefined];
  },
};

/** Positions counted over the whole input; a window of nothing but NaN must not point outside it. */
function flatIndices(tf: Tensorflow, parts: { x: Tensor4D; offset: Tensor; window: Window }): Tensor {
  const { x, offset, window } = parts;
  const [batch, channels, height, width] = x.shape;
  const [, , rows, columns] = offset.shape as [number, number, number, number];
  const [top, left] = window.pads;
  const corners = Int32Array.from({ length: rows * columns }, (_, i) => {
    const y = Math.floor(i / columns) * window.strides[0] - top;
    return y * width + (i % columns) * window.strides[1] - left;
  });
  const planes = Int32Array.from({ length: batch * channels }, (_, i) => i * height * width);
  const index = offset
    .add(tf.tensor(corners, [1, 1, rows, columns], 'int32'))
    .add(tf.tensor(planes, [batch, channels, 1, 1], 'int32'));
  return tf.clipByValue(index, 0, x.size - 1);
}

/** Nearest neighbours at whole factors: every cell is copied. */
const resize: Operator = {
  constants: [1, 2, 3],
  run: (call) => {
    const [, , scales, sizes] = call.constants;
    const isNearest =
      textOf(call, 'mode', 'nearest') === 'nearest' &&
      textOf(call, 'nearest_mode', 'round_prefer_floor') === 'floor' &&
      textOf(call, 'coordinate_transformation_mode', 'half_pixel') === 'asymmetric';
    if (!isNearest || sizes || !scales?.every((factor) => Number.isInteger(factor) && factor >= 1))
      throw new InputError('Resize knows nearest neighbours (floor, asymmetric) at whole factors only');
    return [scales.reduce((x, factor, axis) => repeatCells(call.tf, x, { factor, axis }), call.inputs[0]!)];
  },
};

function repeatCells(tf: Tensorflow, x: Tensor, by: { factor: number; axis: number }): Tensor {
  const { factor, axis } = by;
  if (factor === 1) return x.clone();
  const product = (sizes: readonly number[]) => sizes.reduce((a, b) => a * b, 1);
  const rest = product(x.shape.slice(axis + 1));
  const copies = tf.tile(x.reshape([product(x.shape.slice(0, axis + 1)), 1, rest]), [1, factor, 1]);
  return copies.reshape(x.shape.map((size, i) => (i === axis ? size * factor : size)));
}

export const poolingOperators: Readonly<Record<string, Operator>> = { MaxPool: maxPool, Resize: resize };
