import {
  add,
  cast,
  div,
  equal,
  greater,
  less,
  logistic,
  mul,
  neg,
  reduceSum,
  reshape,
  square,
  sub,
  where,
} from '../functions.ts';
import { sameShape } from '../value.ts';
import type { Value } from '../value.ts';
import { broadcastShapes, firstGradient } from './definition.ts';
import type { OperatorDefinition, VjpContext } from './definition.ts';

/** Sums a gradient over the axes along which the input was broadcast. */
export function unbroadcast(gradient: Value, input: Value): Value {
  if (sameShape(gradient.shape, input.shape)) return gradient;
  const offset = gradient.shape.length - input.shape.length;
  const axes = gradient.shape.flatMap((size, axis) =>
    axis < offset || input.shape[axis - offset] !== size ? [axis] : [],
  );
  const summed = axes.length > 0 ? reduceSum(gradient, axes) : gradient;
  return reshape(summed, input.shape);
}

const sameTypeBroadcast: OperatorDefinition['infer'] = (inputs) => [
  { dataType: inputs[0]!.dataType, shape: broadcastShapes(inputs.map((input) => input.shape)) },
];
const boolBroadcast: OperatorDefinition['infer'] = (inputs) => [
  { dataType: 'bool', shape: broadcastShapes(inputs.map((input) => input.shape)) },
];
const sameAsInput: OperatorDefinition['infer'] = (inputs) => [
  { dataType: inputs[0]!.dataType, shape: inputs[0]!.shape },
];

/** Gradients of a two-sided operator, each built only when it is needed. */
function twoSided(left: (c: VjpContext) => Value, right: (c: VjpContext) => Value): OperatorDefinition {
  return {
    infer: sameTypeBroadcast,
    vjp: (c) => [
      c.needs[0] ? unbroadcast(left(c), c.inputs[0]!) : undefined,
      c.needs[1] ? unbroadcast(right(c), c.inputs[1]!) : undefined,
    ],
  };
}

function oneSided(gradient: (c: VjpContext) => Value): OperatorDefinition {
  return { infer: sameAsInput, vjp: (c) => [gradient(c)] };
}

/** 1 where the side wins, 1/2 where both are equal: the mean of the two one-sided derivatives. */
function winnerShare(wins: Value, ties: Value): Value {
  return add(cast(wins, 'float32'), mul(cast(ties, 'float32'), 0.5));
}

function selection(wins: (a: Value, b: Value) => Value): OperatorDefinition {
  const side = (c: VjpContext, a: Value, b: Value) =>
    mul(firstGradient(c), winnerShare(wins(a, b), equal(a, b)));
  return twoSided(
    (c) => side(c, c.inputs[0]!, c.inputs[1]!),
    (c) => side(c, c.inputs[1]!, c.inputs[0]!),
  );
}

const output = (c: VjpContext) => c.outputs[0]!;
const input = (c: VjpContext, index = 0) => c.inputs[index]!;

export const elementwiseOperators: Record<string, OperatorDefinition> = {
  Add: twoSided(firstGradient, firstGradient),
  Sub: twoSided(firstGradient, (c) => neg(firstGradient(c))),
  Mul: twoSided(
    (c) => mul(firstGradient(c), input(c, 1)),
    (c) => mul(firstGradient(c), input(c, 0)),
  ),
  Div: twoSided(
    (c) => div(firstGradient(c), input(c, 1)),
    (c) => neg(div(mul(firstGradient(c), output(c)), input(c, 1))),
  ),
  Min: selection(less),
  Max: selection(greater),
  Sum: {
    infer: sameTypeBroadcast,
    vjp: (c) =>
      c.inputs.map((each, index) => (c.needs[index] ? unbroadcast(firstGradient(c), each) : undefined)),
  },
  Neg: oneSided((c) => neg(firstGradient(c))),
  Sqrt: oneSided((c) => div(mul(firstGradient(c), 0.5), output(c))),
  Exp: oneSided((c) => mul(firstGradient(c), output(c))),
  Log: oneSided((c) => div(firstGradient(c), input(c))),
  Reciprocal: oneSided((c) => neg(mul(firstGradient(c), square(output(c))))),
  Atan: oneSided((c) => div(firstGradient(c), add(square(input(c)), 1))),
  Sigmoid: oneSided((c) =>
    mul(firstGradient(c), mul(output(c), sub(output(c).builder.scalar(1), output(c)))),
  ),
  Softplus: oneSided((c) => mul(firstGradient(c), logistic(input(c)))),
  Relu: oneSided((c) => mul(firstGradient(c), cast(greater(input(c), 0), 'float32'))),
  Identity: oneSided(firstGradient),
  Floor: { infer: sameAsInput },
  Greater: { infer: boolBroadcast },
  Less: { infer: boolBroadcast },
  Equal: { infer: boolBroadcast },
  Where: {
    infer: (inputs) => [
      { dataType: inputs[1]!.dataType, shape: broadcastShapes(inputs.map((each) => each.shape)) },
    ],
    vjp: (c) => {
      const gradient = firstGradient(c);
      const zero = gradient.builder.scalar(0);
      return [
        undefined,
        c.needs[1] ? unbroadcast(where(input(c), gradient, zero), input(c, 1)) : undefined,
        c.needs[2] ? unbroadcast(where(input(c), zero, gradient), input(c, 2)) : undefined,
      ];
    },
  },
};
