import { intOf } from '../attributes.ts';
import { exp, mul, reduceSum, sub } from '../functions.ts';
import { firstGradient } from './definition.ts';
import type { OperatorDefinition } from './definition.ts';

const infer: OperatorDefinition['infer'] = ([x]) => [{ dataType: x!.dataType, shape: x!.shape }];

export const probabilityOperators: Record<string, OperatorDefinition> = {
  Softmax: {
    infer,
    vjp: (c) => {
      const weighted = mul(firstGradient(c), c.outputs[0]!);
      const total = reduceSum(weighted, [intOf(c.attributes, 'axis', -1)]);
      return [sub(weighted, mul(c.outputs[0]!, total))];
    },
  },
  LogSoftmax: {
    infer,
    vjp: (c) => {
      const total = reduceSum(firstGradient(c), [intOf(c.attributes, 'axis', -1)]);
      return [sub(firstGradient(c), mul(exp(c.outputs[0]!), total))];
    },
  },
};
