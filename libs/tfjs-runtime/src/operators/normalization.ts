import { floatOf } from '@natiu/tensor-graph';
import type { Tensor } from '@tensorflow/tfjs';
import type { Operator } from './operator.ts';

/**
 * BatchNormalization with given statistics, x [B, C, H, W], all others [C]: one factor and one shift per channel, so that
 * the channels may stay where they are.
 */
const batchNormalization: Operator = {
  run: ({ tf, inputs, attributes }) => {
    const [x, scale, shift, mean, variance] = inputs as [Tensor, Tensor, Tensor, Tensor, Tensor];
    const epsilon = floatOf(attributes, 'epsilon', 1e-5);
    const factor = tf.div(scale, tf.sqrt(tf.add(variance, epsilon)));
    const offset = tf.sub(shift, tf.mul(mean, factor));
    const perChannel = [-1, ...x.shape.slice(2).map(() => 1)];
    return [tf.add(tf.mul(x, factor.reshape(perChannel)), offset.reshape(perChannel))];
  },
};

export const normalizationOperators: Readonly<Record<string, Operator>> = {
  BatchNormalization: batchNormalization,
};
