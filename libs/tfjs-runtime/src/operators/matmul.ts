import type { Tensor } from '@tensorflow/tfjs';
import type { Tensorflow } from '../tensorflow.ts';
import { simple } from './operator.ts';
import type { Operator } from './operator.ts';

/**
 * [.., M, K] x [.., K, N]. The plain backend repeats one side's batch as a whole, which is right only where that side is a
 * single matrix; where both sides broadcast, they are spelled out first.
 */
function multiply(tf: Tensorflow, [a, b]: readonly Tensor[]): Tensor {
  const left = a!.shape.slice(0, -2);
  const right = b!.shape.slice(0, -2);
  const isSingle = (batch: readonly number[]) => batch.every((size) => size === 1);
  if (isSingle(left) || isSingle(right) || left.join() === right.join()) return tf.matMul(a!, b!);
  const batch = tf.backend_util.assertAndGetBroadcastShape(left, right);
  const spell = (x: Tensor) => tf.broadcastTo(x, [...batch, ...x.shape.slice(-2)]);
  return tf.matMul(spell(a!), spell(b!));
}

export const matMulOperators: Readonly<Record<string, Operator>> = { MatMul: simple(multiply) };
