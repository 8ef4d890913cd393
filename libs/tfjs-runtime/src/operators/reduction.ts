import { intOf } from '@natiu/tensor-graph';
import type { Tensor } from '@tensorflow/tfjs';
import type { Tensorflow } from '../tensorflow.ts';
import type { Operator } from './operator.ts';

type Reduce = (tf: Tensorflow, x: Tensor, axes: number[]) => Tensor;

/**
 * Neighbouring axes that are both reduced, or both kept, count as one: backends know few axes, graphs have up to eight.
 */
function mergeAxes(shape: readonly number[], isReduced: (axis: number) => boolean) {
  const merged: number[] = [];
  const axes: number[] = [];
  let previous: boolean | undefined;
  shape.forEach((size, axis) => {
    const reduced = isReduced(axis);
    if (reduced === previous) merged[merged.length - 1]! *= size;
    else {
      if (reduced) axes.push(merged.length);
      merged.push(size);
    }
    previous = reduced;
  });
  return { merged, axes };
}

function reduction(reduce: Reduce): Operator {
  return {
    constants: [1],
    run: ({ tf, inputs: [x], constants, attributes }) => {
      const { shape } = x!;
      const given = constants[1] ?? [];
      const chosen = new Set(given.map((axis) => (axis < 0 ? axis + shape.length : axis)));
      // Without axes, ONNX reduces all of them.
      const isReduced = (axis: number) => chosen.size === 0 || chosen.has(axis);
      const { merged, axes } = mergeAxes(shape, isReduced);
      const reduced = axes.length === 0 ? x! : reduce(tf, x!.reshape(merged), axes);
      const keep = intOf(attributes, 'keepdims', 1) === 1;
      const result = shape.flatMap((size, axis) => (isReduced(axis) ? (keep ? [1] : []) : [size]));
      return [reduced.reshape(result)];
    },
  };
}

export const reductionOperators: Readonly<Record<string, Operator>> = {
  ReduceSum: reduction((tf, x, axes) => tf.sum(x, axes)),
  ReduceMean: reduction((tf, x, axes) => tf.mean(x, axes)),
  ReduceSumSquare: reduction((tf, x, axes) => tf.sum(tf.square(x), axes)),
  ReduceMax: reduction((tf, x, axes) => tf.max(x, axes)),
  ReduceMin: reduction((tf, x, axes) => tf.min(x, axes)),
};
