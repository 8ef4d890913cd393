import { InputError } from '@natiu/errors';
import { intOf } from '@natiu/tensor-graph';
import type { Tensor } from '@tensorflow/tfjs';
import { textOf } from './operator.ts';
import type { Operator } from './operator.ts';

const argMax: Operator = {
  run: ({ tf, inputs: [x], attributes }) => {
    if (intOf(attributes, 'select_last_index', 0) !== 0)
      throw new InputError('ArgMax knows the first of equals only');
    const axis = intOf(attributes, 'axis', 0);
    const index = tf.argMax(x!, axis);
    return [intOf(attributes, 'keepdims', 1) === 1 ? tf.expandDims(index, axis) : index];
  },
};

/** Of equals, the first comes first, in ONNX Runtime as in TensorFlow.js. */
const topK: Operator = {
  constants: [1],
  run: ({ tf, inputs: [x], constants, attributes }) => {
    const axis = intOf(attributes, 'axis', -1);
    if (axis !== -1 && axis !== x!.shape.length - 1) throw new InputError('TopK knows the last axis only');
    if (intOf(attributes, 'largest', 1) !== 1) throw new InputError('TopK knows the largest only');
    const { values, indices } = tf.topk(x!, constants[1]![0]!, true);
    return [values, indices];
  },
};

/**
 * ScatterElements, written over `base` or (reduction "add") added to it. TensorFlow.js scatters by coordinates: here the
 * flat ones of each update, with the part along `axis` taken from `indices`.
 */
const scatterElements: Operator = {
  run: (call) => {
    const { tf, attributes } = call;
    const [base, indices, updates] = call.inputs as [Tensor, Tensor, Tensor];
    const reduction = textOf(call, 'reduction', 'none');
    if (reduction !== 'none' && reduction !== 'add')
      throw new InputError(`ScatterElements with reduction "${reduction}" is not supported`);
    const given = intOf(attributes, 'axis', 0);
    const axis = given < 0 ? given + base.shape.length : given;
    const size = tf.scalar(base.shape[axis]!, 'int32');
    const along = tf.where(tf.less(indices, tf.scalar(0, 'int32')), tf.add(indices, size), indices);
    const targets = tf.add(
      tf.mul(along, tf.scalar(strideOf(base.shape, axis), 'int32')),
      tf.tensor(ownPositions(indices.shape, base.shape, axis), indices.shape, 'int32'),
    );
    const scatter = (values: Tensor) =>
      tf.scatterND(targets.reshape([-1, 1]), values.reshape([-1]), [base.size]).reshape(base.shape);
    if (reduction === 'add') return [tf.add(base, scatter(updates))];
    const isWritten = tf.greater(scatter(tf.onesLike(updates)), 0);
    return [tf.where(isWritten, scatter(updates), base)];
  },
};

/** Where each update would go by its own coordinates alone, flat in `base`; the one along `axis` is left out. */
function ownPositions(shape: readonly number[], base: readonly number[], axis: number): Int32Array {
  const count = shape.reduce((product, size) => product * size, 1);
  return Int32Array.from({ length: count }, (_, i) => {
    let rest = i;
    let position = 0;
    for (let at = shape.length - 1; at >= 0; at -= 1) {
      if (at !== axis) position += (rest % shape[at]!) * strideOf(base, at);
      rest = Math.floor(rest / shape[at]!);
    }
    return position;
  });
}

/** Elements between neighbours along an axis. */
function strideOf(shape: readonly number[], axis: number): number {
  return shape.slice(axis + 1).reduce((product, size) => product * size, 1);
}

export const selectingOperators: Readonly<Record<string, Operator>> = {
  ArgMax: argMax,
  TopK: topK,
  ScatterElements: scatterElements,
};
