import { InputError } from '@natiu/errors';
import { convolutionOperators } from './convolution.ts';
import { elementwiseOperators } from './elementwise.ts';
import { matMulOperators } from './matmul.ts';
import { normalizationOperators } from './normalization.ts';
import type { Operator } from './operator.ts';
import { poolingOperators } from './pooling.ts';
import { probabilityOperators } from './probability.ts';
import { reductionOperators } from './reduction.ts';
import { selectingOperators } from './selecting.ts';
import { shapingOperators } from './shaping.ts';

const OPERATORS: Readonly<Record<string, Operator>> = {
  ...convolutionOperators,
  ...elementwiseOperators,
  ...matMulOperators,
  ...normalizationOperators,
  ...poolingOperators,
  ...probabilityOperators,
  ...reductionOperators,
  ...selectingOperators,
  ...shapingOperators,
};

/** @throws InputError for an operator that has no TensorFlow.js form here */
export function operatorFor(op: string, domain: string): Operator {
  if (domain === '' && Object.hasOwn(OPERATORS, op)) return OPERATORS[op]!;
  const name = domain === '' ? op : `${domain}.${op}`;
  throw new InputError(`the operator ${name} has no TensorFlow.js form; use --engine onnx`);
}
