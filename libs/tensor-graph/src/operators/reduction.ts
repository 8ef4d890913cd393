import { intOf } from '../attributes.ts';
import { expand, mul, reshape } from '../functions.ts';
import type { Shape } from '../graph.ts';
import { elementCount } from '../value.ts';
import type { Value } from '../value.ts';
import { constantInts, firstGradient, normalizeAxis } from './definition.ts';
import type { OperatorDefinition, VjpContext } from './definition.ts';

function reducedAxes(input: Value, axes: Value | undefined): number[] {
  return constantInts(axes, 'The list of axes').map((axis) => normalizeAxis(axis, input.shape.length));
}

function keptShape(shape: Shape, axes: readonly number[]): Shape {
  return shape.map((size, axis) => (axes.includes(axis) ? 1 : size));
}

const infer: OperatorDefinition['infer'] = ([input, axesInput], attributes) => {
  const axes = reducedAxes(input!, axesInput);
  const kept = keptShape(input!.shape, axes);
  const keep = intOf(attributes, 'keepdims', 1) === 1;
  return [{ dataType: input!.dataType, shape: keep ? kept : kept.filter((_, axis) => !axes.includes(axis)) }];
};

/** The gradient with the reduced axes back in place, as size 1. */
function keptGradient(c: VjpContext): Value {
  const input = c.inputs[0]!;
  return reshape(firstGradient(c), keptShape(input.shape, reducedAxes(input, c.inputs[1])));
}

export const reductionOperators: Record<string, OperatorDefinition> = {
  ReduceSum: { infer, vjp: (c) => [expand(keptGradient(c), c.inputs[0]!.shape), undefined] },
  ReduceMean: {
    infer,
    vjp: (c) => {
      const share = elementCount(c.outputs[0]!.shape) / elementCount(c.inputs[0]!.shape);
      return [expand(mul(keptGradient(c), share), c.inputs[0]!.shape), undefined];
    },
  },
  ReduceSumSquare: { infer, vjp: (c) => [mul(mul(c.inputs[0]!, 2), keptGradient(c)), undefined] },
  // The assigner, which alone uses these, is a constant to the gradient.
  ReduceMax: { infer },
  ReduceMin: { infer },
};
