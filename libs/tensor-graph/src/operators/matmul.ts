import { InputError } from '@natiu/errors';
import { matMul, transpose } from '../functions.ts';
import type { Value } from '../value.ts';
import { broadcastShapes, firstGradient } from './definition.ts';
import type { OperatorDefinition } from './definition.ts';
import { unbroadcast } from './elementwise.ts';

function transposeLastTwo(x: Value): Value {
  const rank = x.shape.length;
  return transpose(
    x,
    x.shape.map((_, axis) => (axis < rank - 2 ? axis : 2 * rank - 3 - axis)),
  );
}

export const matMulOperators: Record<string, OperatorDefinition> = {
  MatMul: {
    infer: ([a, b]) => {
      if (a!.shape.length < 2 || b!.shape.length < 2)
        throw new InputError('both sides need at least two axes.');
      if (a!.shape.at(-1) !== b!.shape.at(-2)) {
        throw new InputError(`[${a!.shape.join(', ')}] and [${b!.shape.join(', ')}] do not multiply.`);
      }
      const batch = broadcastShapes([a!.shape.slice(0, -2), b!.shape.slice(0, -2)]);
      return [{ dataType: a!.dataType, shape: [...batch, a!.shape.at(-2)!, b!.shape.at(-1)!] }];
    },
    vjp: (c) => {
      const [a, b] = c.inputs as readonly [Value, Value];
      const gradient = firstGradient(c);
      return [
        c.needs[0] ? unbroadcast(matMul(gradient, transposeLastTwo(b)), a) : undefined,
        c.needs[1] ? unbroadcast(matMul(transposeLastTwo(a), gradient), b) : undefined,
      ];
    },
  },
};
