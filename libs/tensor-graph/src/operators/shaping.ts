import { InputError } from '@natiu/errors';
import { intOf, intsOf } from '../attributes.ts';
import { concat, pad, reshape, slice, split, transpose } from '../functions.ts';
import type { DataType } from '../graph.ts';
import { elementCount } from '../value.ts';
import type { Value } from '../value.ts';
import { broadcastShapes, constantInts, firstGradient, normalizeAxis } from './definition.ts';
import type { OperatorDefinition, VjpContext } from './definition.ts';
import { unbroadcast } from './elementwise.ts';

const DATA_TYPE: Record<number, DataType> = {
  1: 'float32',
  2: 'uint8',
  3: 'int8',
  6: 'int32',
  7: 'int64',
  9: 'bool',
  10: 'float16',
};

/** Start, length and step of every axis that a Slice touches. */
function sliceAxes(inputs: readonly Value[]) {
  const [x, starts, ends, axes, steps] = inputs;
  const first = constantInts(starts, 'starts');
  const last = constantInts(ends, 'ends');
  const stride = constantInts(steps, 'steps');
  return constantInts(axes, 'axes').map((given, i) => {
    const axis = normalizeAxis(given, x!.shape.length);
    const size = x!.shape[axis]!;
    const step = stride[i]!;
    const clampTo = (value: number, low: number, high: number) => Math.min(Math.max(value, low), high);
    const fromEnd = (value: number) => (value < 0 ? value + size : value);
    const start = step > 0 ? clampTo(fromEnd(first[i]!), 0, size) : clampTo(fromEnd(first[i]!), 0, size - 1);
    const end = step > 0 ? clampTo(fromEnd(last[i]!), 0, size) : clampTo(fromEnd(last[i]!), -1, size - 1);
    return { axis, start, step, size, length: Math.max(0, Math.ceil((end - start) / step)) };
  });
}

/** Puts the gradient back where the slice was taken from. Steps other than 1 only reverse whole axes. */
function sliceGradient(c: VjpContext): Value {
  const x = c.inputs[0]!;
  const touched = sliceAxes(c.inputs);
  let gradient = firstGradient(c);
  const reversed = touched.filter((each) => each.step === -1 && each.length === each.size);
  if (reversed.length > 0) {
    gradient = slice(
      gradient,
      reversed.map(({ axis, size }) => ({ axis, start: -1, end: -size - 1, step: -1 })),
    );
  }
  const rest = touched.filter((each) => !reversed.includes(each));
  if (rest.some((each) => each.step !== 1))
    throw new InputError('a slice with steps cannot be differentiated');
  if (rest.length === 0) return gradient;
  const before = x.shape.map((_, axis) => rest.find((each) => each.axis === axis)?.start ?? 0);
  const after = x.shape.map((size, axis) => size - before[axis]! - gradient.shape[axis]!);
  return pad(gradient, before, after);
}

function splitGradient(c: VjpContext): Value {
  const axis = intOf(c.attributes, 'axis', 0);
  const parts = c.gradients.map((gradient, i) => {
    const shape = c.outputs[i]!.shape;
    return gradient ?? gradientZeros(c, shape);
  });
  return concat(parts, axis);
}

function gradientZeros(c: VjpContext, shape: readonly number[]): Value {
  return c.inputs[0]!.builder.constant(new Float32Array(elementCount(shape)), shape, 'float32');
}

export const shapingOperators: Record<string, OperatorDefinition> = {
  Reshape: {
    infer: ([x, shape]) => {
      const sizes = constantInts(shape, 'The new shape');
      if (elementCount(sizes) !== elementCount(x!.shape)) {
        throw new InputError(`[${x!.shape.join(', ')}] cannot become [${sizes.join(', ')}].`);
      }
      return [{ dataType: x!.dataType, shape: sizes }];
    },
    vjp: (c) => [reshape(firstGradient(c), c.inputs[0]!.shape), undefined],
  },
  Transpose: {
    infer: ([x], attributes) => [
      { dataType: x!.dataType, shape: intsOf(attributes, 'perm').map((axis) => x!.shape[axis]!) },
    ],
    vjp: (c) => {
      const permutation = intsOf(c.attributes, 'perm');
      return [
        transpose(
          firstGradient(c),
          permutation.map((_, axis) => permutation.indexOf(axis)),
        ),
      ];
    },
  },
  Concat: {
    infer: (inputs, attributes) => {
      const axis = normalizeAxis(intOf(attributes, 'axis'), inputs[0]!.shape.length);
      const total = inputs.reduce((size, input) => size + input.shape[axis]!, 0);
      for (const input of inputs) {
        if (input.shape.some((size, i) => i !== axis && size !== inputs[0]!.shape[i])) {
          throw new InputError(
            `[${input.shape.join(', ')}] does not fit [${inputs[0]!.shape.join(', ')}] beside axis ${axis}.`,
          );
        }
      }
      return [
        {
          dataType: inputs[0]!.dataType,
          shape: inputs[0]!.shape.map((size, i) => (i === axis ? total : size)),
        },
      ];
    },
    vjp: (c) => {
      const axis = normalizeAxis(intOf(c.attributes, 'axis'), c.inputs[0]!.shape.length);
      return split(
        firstGradient(c),
        c.inputs.map((input) => input.shape[axis]!),
        axis,
      );
    },
  },
  Split: {
    infer: ([x, sizes], attributes) => {
      const axis = normalizeAxis(intOf(attributes, 'axis', 0), x!.shape.length);
      const parts = constantInts(sizes, 'The sizes of the parts');
      if (parts.reduce((a, b) => a + b, 0) !== x!.shape[axis])
        throw new InputError('the parts do not add up to the axis.');
      return parts.map((part) => ({
        dataType: x!.dataType,
        shape: x!.shape.map((size, i) => (i === axis ? part : size)),
      }));
    },
    vjp: (c) => [splitGradient(c), undefined],
  },
  Slice: {
    infer: (inputs) => {
      const touched = sliceAxes(inputs);
      const shape = inputs[0]!.shape.map(
        (size, axis) => touched.find((each) => each.axis === axis)?.length ?? size,
      );
      return [{ dataType: inputs[0]!.dataType, shape }];
    },
    vjp: (c) => [sliceGradient(c), undefined, undefined, undefined, undefined],
  },
  Pad: {
    infer: ([x, pads]) => {
      const amounts = constantInts(pads, 'pads');
      const rank = x!.shape.length;
      return [
        {
          dataType: x!.dataType,
          shape: x!.shape.map((size, axis) => size + amounts[axis]! + amounts[axis + rank]!),
        },
      ];
    },
    // Taking back what was added, and putting zeros where something was cropped.
    vjp: (c) => {
      const rank = c.inputs[0]!.shape.length;
      const opposite = constantInts(c.inputs[1], 'pads').map((amount) => -amount);
      return [pad(firstGradient(c), opposite.slice(0, rank), opposite.slice(rank)), undefined];
    },
  },
  Expand: {
    infer: ([x, shape]) => [
      { dataType: x!.dataType, shape: broadcastShapes([x!.shape, constantInts(shape, 'The new shape')]) },
    ],
    vjp: (c) => [unbroadcast(firstGradient(c), c.inputs[0]!), undefined],
  },
  Cast: {
    infer: ([x], attributes) => [{ dataType: DATA_TYPE[intOf(attributes, 'to')]!, shape: x!.shape }],
  },
};
