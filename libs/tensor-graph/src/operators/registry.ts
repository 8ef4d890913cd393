import { InputError } from '@natiu/errors';
import { convolutionOperators } from './convolution.ts';
import type { OperatorDefinition } from './definition.ts';
import { elementwiseOperators } from './elementwise.ts';
import { matMulOperators } from './matmul.ts';
import { normalizationOperators } from './normalization.ts';
import { poolingOperators } from './pooling.ts';
import { probabilityOperators } from './probability.ts';
import { reductionOperators } from './reduction.ts';
import { selectingOperators } from './selecting.ts';
import { shapingOperators } from './shaping.ts';

const OPERATORS: Readonly<Record<string, OperatorDefinition>> = {
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

/** @throws InputError for an operator that this library does not know */
export function operatorDefinition(op: string): OperatorDefinition {
  const definition = Object.hasOwn(OPERATORS, op) ? OPERATORS[op] : undefined;
  if (!definition) throw new InputError(`The operator "${op}" is not known.`);
  return definition;
}

/** Names of all operators, and whether a gradient passes through them. */
export function listOperators(): { op: string; differentiable: boolean }[] {
  return Object.entries(OPERATORS).map(([op, definition]) => ({
    op,
    differentiable: definition.vjp !== undefined,
  }));
}
