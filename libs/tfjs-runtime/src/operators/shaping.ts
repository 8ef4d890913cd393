import { InputError } from '@natiu/errors';
import { intOf, intsOf } from '@natiu/tensor-graph';
import type { Tensor } from '@tensorflow/tfjs';
import type { Tensorflow } from '../tensorflow.ts';
import { textOf } from './operator.ts';
import type { Call, Operator } from './operator.ts';

const reshape: Operator = {
  constants: [1],
  // ONNX: 0 keeps the size at that place.
  run: ({ inputs: [x], constants }) => [
    x!.reshape(constants[1]!.map((size, axis) => (size === 0 ? (x!.shape[axis] ?? 0) : size))),
  ],
};

const split: Operator = {
  constants: [1],
  run: ({ tf, inputs: [x], constants, attributes }) => {
    if (constants[1] === undefined) throw new InputError('Split needs the sizes of its parts');
    return tf.split(x!, [...constants[1]], intOf(attributes, 'axis', 0));
  },
};

const clamp = (value: number, low: number, high: number) => Math.min(Math.max(value, low), high);

/** First element, step and count along one axis, by ONNX's rules for what lies outside. */
function sliceAxis(size: number, start: number, end: number, step: number) {
  const fromEnd = (value: number) => (value < 0 ? value + size : value);
  const first = step > 0 ? clamp(fromEnd(start), 0, size) : clamp(fromEnd(start), 0, size - 1);
  const last = step > 0 ? clamp(fromEnd(end), 0, size) : clamp(fromEnd(end), -1, size - 1);
  return { first, step, count: Math.max(0, Math.ceil((last - first) / step)) };
}

const slice: Operator = {
  constants: [1, 2, 3, 4],
  run: ({ tf, inputs: [x], constants }) => {
    const [, starts, ends, axes, steps] = constants;
    const ranges = x!.shape.map((size) => ({ first: 0, step: 1, count: size }));
    starts!.forEach((start, i) => {
      const given = axes?.[i] ?? i;
      const axis = given < 0 ? given + x!.shape.length : given;
      ranges[axis] = sliceAxis(x!.shape[axis]!, start, ends![i]!, steps?.[i] ?? 1);
    });
    return [takeRanges(tf, x!, ranges)];
  },
};

/** A backward range is cut out forwards and then turned round. */
function takeRanges(
  tf: Tensorflow,
  x: Tensor,
  ranges: readonly { first: number; step: number; count: number }[],
): Tensor {
  const begin = ranges.map(({ first, step, count }) => (step > 0 ? first : first + (count - 1) * step));
  const strides = ranges.map(({ step }) => Math.abs(step));
  const counts = ranges.map(({ count }) => count);
  const isEmpty = counts.includes(0);
  const cut =
    isEmpty || strides.every((stride) => stride === 1)
      ? x.slice(
          begin.map((from) => (isEmpty ? 0 : from)),
          counts,
        )
      : tf.stridedSlice(
          x,
          begin,
          begin.map((from, axis) => from + (counts[axis]! - 1) * strides[axis]! + 1),
          strides,
        );
  const backward = ranges.flatMap(({ step, count }, axis) => (step < 0 && count > 1 ? [axis] : []));
  return backward.length === 0 ? cut : tf.reverse(cut, backward);
}

const pad: Operator = {
  constants: [1, 2],
  run: (call) => {
    const { inputs, constants } = call;
    const x = inputs[0]!;
    if (textOf(call, 'mode', 'constant') !== 'constant' || inputs[3])
      throw new InputError('Pad knows the mode "constant" over all axes only');
    const rank = x.shape.length;
    const before = constants[1]!.slice(0, rank);
    const after = constants[1]!.slice(rank);
    // Negative amounts crop.
    const cropped = [...before, ...after].some((amount) => amount < 0) ? crop(x, before, after) : x;
    const pairs = before.map((amount, axis): [number, number] => [
      Math.max(amount, 0),
      Math.max(after[axis]!, 0),
    ]);
    return [call.tf.pad(cropped, pairs, constants[2]?.[0] ?? 0)];
  },
};

function crop(x: Tensor, before: readonly number[], after: readonly number[]): Tensor {
  const begin = before.map((amount) => Math.max(-amount, 0));
  return x.slice(
    begin,
    x.shape.map((size, axis) => size - begin[axis]! - Math.max(-after[axis]!, 0)),
  );
}

const expand: Operator = {
  constants: [1],
  run: ({ tf, inputs: [x], constants }) => {
    const target = tf.backend_util.assertAndGetBroadcastShape(x!.shape, [...constants[1]!]);
    return [tf.broadcastTo(x!, target)];
  },
};

/** Channels become (row parity, column parity, channel), as in ONNX. */
function spaceToDepth({ inputs: [x], attributes }: Call): Tensor[] {
  const block = intOf(attributes, 'blocksize');
  const [batch, channels, height, width] = x!.shape as [number, number, number, number];
  const cells = x!.reshape([batch, channels, height / block, block, width / block, block]);
  const sorted = cells.transpose([0, 3, 5, 1, 2, 4]);
  return [sorted.reshape([batch, channels * block * block, height / block, width / block])];
}

export const shapingOperators: Readonly<Record<string, Operator>> = {
  Reshape: reshape,
  Transpose: { run: ({ inputs: [x], attributes }) => [x!.transpose([...intsOf(attributes, 'perm')])] },
  Concat: {
    run: ({ tf, inputs, attributes }) => [tf.concat(inputs as Tensor[], intOf(attributes, 'axis'))],
  },
  Split: split,
  Slice: slice,
  Pad: pad,
  Expand: expand,
  SpaceToDepth: { run: spaceToDepth },
};
