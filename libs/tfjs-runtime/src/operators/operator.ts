import type { Attribute } from '@natiu/tensor-graph';
import type { Tensor } from '@tensorflow/tfjs';
import type { Tensorflow } from '../tensorflow.ts';

/** One node while it runs. */
export interface Call {
  readonly tf: Tensorflow;
  /** The operator's inputs; one that is left out, or read as a constant, is `undefined`. */
  readonly inputs: readonly (Tensor | undefined)[];
  /** Numbers of the inputs that the operator lists as `constants`. */
  readonly constants: readonly (readonly number[] | undefined)[];
  readonly attributes: Readonly<Record<string, Attribute>>;
  /** Per output: whether anything reads it. */
  readonly wanted: readonly boolean[];
}

/** How TensorFlow.js computes one ONNX operator. */
export interface Operator {
  /** Inputs that must be constants of the graph: axes, shapes, starts. */
  readonly constants?: readonly number[];
  /** @returns a new tensor per wanted output, never one of the inputs; intermediate ones are disposed by the caller */
  run(call: Call): (Tensor | undefined)[];
}

/** An operator of one output that reads nothing but tensors. */
export function simple(compute: (tf: Tensorflow, inputs: readonly Tensor[]) => Tensor): Operator {
  return { run: ({ tf, inputs }) => [compute(tf, inputs as readonly Tensor[])] };
}

export function textOf(call: Call, name: string, fallback: string): string {
  const found = call.attributes[name];
  return found?.kind === 'string' ? found.value : fallback;
}
