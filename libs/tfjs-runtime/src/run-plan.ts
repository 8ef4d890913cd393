import type { Tensor } from '@tensorflow/tfjs';
import { explainNode } from './plan.ts';
import type { Plan, Step } from './plan.ts';
import type { Tensorflow } from './tensorflow.ts';

/** Tensors by the name of their value. */
export type Values = Map<string, Tensor>;

/**
 * Runs all steps in order. A value is disposed as soon as nothing reads it any more, so that memory holds what a step
 * still needs and no more.
 *
 * @param values the graph's inputs; emptied of what is spent, and left holding the outputs
 * @throws InputError naming the node that failed; `values` then holds what has to be disposed
 */
export function runPlan(tf: Tensorflow, plan: Plan, weights: Values, values: Values): void {
  for (const step of plan.steps) {
    runStep(tf, step, { weights, values });
    for (const name of step.spent) {
      values.get(name)?.dispose();
      values.delete(name);
    }
  }
}

function runStep(tf: Tensorflow, step: Step, memory: { weights: Values; values: Values }): void {
  const { node, operator, constants, wanted } = step;
  const inputs = step.inputs.map((name) => memory.values.get(name) ?? memory.weights.get(name));
  const results = tf.tidy(() => {
    try {
      const made = operator.run({ tf, inputs, constants, attributes: node.attributes, wanted });
      return made.flatMap((tensor, index) => (tensor && wanted[index] ? [{ index, tensor }] : []));
    } catch (cause) {
      throw explainNode(cause, node, 'failed');
    }
  }) as readonly { index: number; tensor: Tensor }[];
  for (const { index, tensor } of results) memory.values.set(node.outputs[index]!, tensor);
}
