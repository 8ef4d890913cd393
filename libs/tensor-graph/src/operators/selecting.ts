import { intOf } from '../attributes.ts';
import { constantInts, normalizeAxis } from './definition.ts';
import type { OperatorDefinition } from './definition.ts';

/** Operators that choose; none of them passes a gradient on. */
export const selectingOperators: Record<string, OperatorDefinition> = {
  ArgMax: {
    infer: ([x], attributes) => {
      const axis = normalizeAxis(intOf(attributes, 'axis'), x!.shape.length);
      return [{ dataType: 'int64', shape: x!.shape.map((size, i) => (i === axis ? 1 : size)) }];
    },
  },
  TopK: {
    infer: ([x, k], attributes) => {
      const axis = normalizeAxis(intOf(attributes, 'axis', -1), x!.shape.length);
      const shape = x!.shape.map((size, i) => (i === axis ? constantInts(k, 'k')[0]! : size));
      return [
        { dataType: x!.dataType, shape },
        { dataType: 'int64', shape },
      ];
    },
  },
  ScatterElements: { infer: ([base]) => [{ dataType: base!.dataType, shape: base!.shape }] },
};
