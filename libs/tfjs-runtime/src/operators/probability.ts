import { intOf } from '@natiu/tensor-graph';
import type { Tensor } from '@tensorflow/tfjs';
import type { Tensorflow } from '../tensorflow.ts';
import type { Operator } from './operator.ts';

/** TensorFlow.js has both along the last axis only; graphs use inner axes. */
function along(compute: (tf: Tensorflow, shifted: Tensor, axis: number) => Tensor): Operator {
  return {
    run: ({ tf, inputs: [x], attributes }) => {
      const axis = intOf(attributes, 'axis', -1);
      // The largest is taken off first, so that no exponential overflows.
      return [compute(tf, tf.sub(x!, tf.max(x!, axis, true)), axis)];
    },
  };
}

export const probabilityOperators: Readonly<Record<string, Operator>> = {
  Softmax: along((tf, shifted, axis) => {
    const powers = tf.exp(shifted);
    return tf.div(powers, tf.sum(powers, axis, true));
  }),
  LogSoftmax: along((tf, shifted, axis) => tf.sub(shifted, tf.log(tf.sum(tf.exp(shifted), axis, true)))),
};
