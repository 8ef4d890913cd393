import { int, ints, text } from './attributes.ts';
import type { DataType, Shape } from './graph.ts';
import type { Value } from './value.ts';

/** Names for operators, so that a formula reads like one. All broadcast as ONNX does. */
const binary = (op: string) => (a: Value, b: Value | number) =>
  a.builder.apply(op, [a, typeof b === 'number' ? a.builder.scalar(b) : b]);
const unary = (op: string) => (x: Value) => x.builder.apply(op, [x]);

export const add = binary('Add');
export const sub = binary('Sub');
export const mul = binary('Mul');
export const div = binary('Div');
export const minimum = binary('Min');
export const maximum = binary('Max');
export const greater = binary('Greater');
export const less = binary('Less');
export const equal = binary('Equal');
export const matMul = binary('MatMul');

export const neg = unary('Neg');
export const sqrt = unary('Sqrt');
export const exp = unary('Exp');
export const log = unary('Log');
export const reciprocal = unary('Reciprocal');
export const atan = unary('Atan');
export const floor = unary('Floor');
export const sigmoid = unary('Sigmoid');
export const softplus = unary('Softplus');
export const relu = unary('Relu');

/**
 * 1 / (1 + exp(-x)), exact relative to its own size. ONNX Runtime's `Sigmoid` is a rational approximation with an
 * absolute error near 1e-7: fine inside an activation, too coarse for class scores of 1e-5 whose square root ranks
 * anchors.
 */
export const logistic = (x: Value) => reciprocal(add(exp(neg(x)), 1));

export const square = (x: Value) => mul(x, x);

export function sum(values: readonly Value[]): Value {
  return values.length === 2 ? add(values[0]!, values[1]!) : values[0]!.builder.apply('Sum', values);
}

export function where(condition: Value, a: Value, b: Value): Value {
  return a.builder.apply('Where', [condition, a, b]);
}

const ONNX_TYPE: Record<DataType, number> = {
  float32: 1,
  uint8: 2,
  int8: 3,
  int32: 6,
  int64: 7,
  bool: 9,
  float16: 10,
};

export function cast(x: Value, to: DataType): Value {
  return x.builder.apply('Cast', [x], { to: int(ONNX_TYPE[to]) });
}

const reduction =
  (op: string) =>
  (x: Value, axes: readonly number[], keepDims = true) =>
    x.builder.apply(op, [x, x.builder.ints(axes)], { keepdims: int(keepDims ? 1 : 0) });

export const reduceSum = reduction('ReduceSum');
export const reduceMean = reduction('ReduceMean');
export const reduceMax = reduction('ReduceMax');
export const reduceMin = reduction('ReduceMin');
export const reduceSumSquare = reduction('ReduceSumSquare');

export function argMax(x: Value, axis: number): Value {
  return x.builder.apply('ArgMax', [x], { axis: int(axis), keepdims: int(1), select_last_index: int(0) });
}

export function reshape(x: Value, shape: Shape): Value {
  return x.builder.apply('Reshape', [x, x.builder.ints(shape)]);
}

export function transpose(x: Value, permutation: readonly number[]): Value {
  return x.builder.apply('Transpose', [x], { perm: ints(permutation) });
}

export function concat(values: readonly Value[], axis: number): Value {
  return values.length === 1 ? values[0]! : values[0]!.builder.apply('Concat', values, { axis: int(axis) });
}

export function split(x: Value, sizes: readonly number[], axis: number): Value[] {
  return x.builder.applyMany('Split', [x, x.builder.ints(sizes)], { axis: int(axis) });
}

/** One range per axis: `[start, end)` in steps, which may be negative. */
export interface SliceRange {
  readonly axis: number;
  readonly start: number;
  readonly end: number;
  readonly step?: number;
}

export function slice(x: Value, ranges: readonly SliceRange[]): Value {
  const { builder } = x;
  return builder.apply('Slice', [
    x,
    builder.ints(ranges.map((range) => range.start)),
    builder.ints(ranges.map((range) => range.end)),
    builder.ints(ranges.map((range) => range.axis)),
    builder.ints(ranges.map((range) => range.step ?? 1)),
  ]);
}

/** Zero padding; `before` and `after` have one entry per axis. */
export function pad(x: Value, before: readonly number[], after: readonly number[]): Value {
  return x.builder.apply('Pad', [x, x.builder.ints([...before, ...after])]);
}

export function expand(x: Value, shape: Shape): Value {
  return x.builder.apply('Expand', [x, x.builder.ints(shape)]);
}

export function softmax(x: Value, axis: number): Value {
  return x.builder.apply('Softmax', [x], { axis: int(axis) });
}

export function logSoftmax(x: Value, axis: number): Value {
  return x.builder.apply('LogSoftmax', [x], { axis: int(axis) });
}

/**
 * SiLU (swish), x sigmoid(x), as one step of the tape: its derivative s (1 + x - y) takes four plain passes.
 * Source: Ramachandran et al., Searching for Activation Functions, arXiv:1710.05941.
 */
export function silu(x: Value): Value {
  const share = x.builder.withoutGradient(() => sigmoid(x));
  const [y] = x.builder.composite(
    [x],
    () => [mul(x, share)],
    ([gradient], _needs) => {
      const slope = add(mul(sub(x, y!), share), share);
      return [mul(gradient!, slope)];
    },
  );
  return y!;
}

export interface ConvSettings {
  readonly stride: number;
  readonly padding: number;
}

/** @param x [B, C, H, W] @param weight [K, C, kh, kw] @param bias [K] */
export function conv(x: Value, weight: Value, settings: ConvSettings, bias?: Value): Value {
  const { stride, padding } = settings;
  return x.builder.apply('Conv', bias ? [x, weight, bias] : [x, weight], {
    kernel_shape: ints(weight.shape.slice(2)),
    strides: ints([stride, stride]),
    pads: ints([padding, padding, padding, padding]),
  });
}

/** @returns pooled values and the flat indices that the gradient needs */
export function maxPool(x: Value, kernel: number, stride: number, padding: number): Value {
  return x.builder.applyMany('MaxPool', [x], {
    kernel_shape: ints([kernel, kernel]),
    strides: ints([stride, stride]),
    pads: ints([padding, padding, padding, padding]),
  })[0]!;
}

/** Nearest-neighbour upsampling by two: [B, C, H, W] -> [B, C, 2H, 2W]. */
export function upsampleTwofold(x: Value): Value {
  const scales = x.builder.constant(Float32Array.of(1, 1, 2, 2), [4], 'float32');
  return x.builder.apply('Resize', [x, undefined, scales], {
    mode: text('nearest'),
    nearest_mode: text('floor'),
    coordinate_transformation_mode: text('asymmetric'),
  });
}

/** Reverses the given axes (a rotation by 180 degrees when given both spatial ones). */
export function flip(x: Value, axes: readonly number[]): Value {
  return slice(
    x,
    axes.map((axis) => ({ axis, start: -1, end: -x.shape[axis]! - 1, step: -1 })),
  );
}

/** Ranks of the `k` largest along the last axis, largest first. */
export function topKIndices(x: Value, k: number): Value {
  return x.builder.applyMany('TopK', [x, x.builder.ints([k])], {
    axis: int(-1),
    largest: int(1),
    sorted: int(1),
  })[1]!;
}

/** Copies `updates` into `base` at `indices` along an axis, adding where `reduction` says so. */
export function scatterElements(base: Value, indices: Value, updates: Value, axis: number): Value {
  return base.builder.apply('ScatterElements', [base, indices, updates], { axis: int(axis) });
}
