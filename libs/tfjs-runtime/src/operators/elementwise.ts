import { InputError } from '@natiu/errors';
import { intOf } from '@natiu/tensor-graph';
import type { Tensor } from '@tensorflow/tfjs';
import type { Tensorflow } from '../tensorflow.ts';
import { simple } from './operator.ts';
import type { Operator } from './operator.ts';

type UnaryName =
  'neg' | 'sqrt' | 'exp' | 'log' | 'reciprocal' | 'atan' | 'floor' | 'sigmoid' | 'softplus' | 'relu';
const unary = (name: UnaryName): Operator => simple((tf, [x]) => tf[name](x!));

type BinaryName = 'add' | 'sub' | 'mul' | 'greater' | 'less' | 'equal' | 'minimum' | 'maximum';
/** Two inputs, or any number that is folded from the left: ONNX's Sum, Min and Max take several. */
const folded = (name: BinaryName): Operator =>
  simple((tf, [first, ...rest]) =>
    rest.length === 0 ? first!.clone() : rest.reduce((left, right) => tf[name](left, right), first!),
  );

/** ONNX cuts quotients of whole numbers towards zero, TensorFlow.js rounds them down; no graph divides them. */
function divide(tf: Tensorflow, [a, b]: readonly Tensor[]): Tensor {
  if (a!.dtype !== 'float32') throw new InputError('TensorFlow.js divides float32 only');
  return tf.div(a!, b!);
}

/** ONNX's numbers of the types that a graph casts to. */
const castTargets: Readonly<Record<number, 'float32' | 'int32' | 'bool'>> = {
  1: 'float32',
  6: 'int32',
  7: 'int32',
  9: 'bool',
};

const cast: Operator = {
  run: ({ inputs: [x], attributes }) => {
    const code = intOf(attributes, 'to');
    const target = castTargets[code];
    if (target === undefined)
      throw new InputError(
        `Cast to ONNX type ${code} is not supported; float32, int32, int64 and bool (1, 6, 7, 9) are`,
      );
    return [x!.cast(target)];
  },
};

export const elementwiseOperators: Readonly<Record<string, Operator>> = {
  Add: folded('add'),
  Sub: folded('sub'),
  Mul: folded('mul'),
  Sum: folded('add'),
  Min: folded('minimum'),
  Max: folded('maximum'),
  Greater: folded('greater'),
  Less: folded('less'),
  Equal: folded('equal'),
  Div: simple(divide),
  Neg: unary('neg'),
  Sqrt: unary('sqrt'),
  Exp: unary('exp'),
  Log: unary('log'),
  Reciprocal: unary('reciprocal'),
  Atan: unary('atan'),
  Floor: unary('floor'),
  Sigmoid: unary('sigmoid'),
  Softplus: unary('softplus'),
  Relu: unary('relu'),
  Identity: simple((_, [x]) => x!.clone()),
  Where: simple((tf, [condition, a, b]) => tf.where(condition!, a!, b!)),
  Cast: cast,
};
