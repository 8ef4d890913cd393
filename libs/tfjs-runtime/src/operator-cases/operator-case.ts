import type { GraphBuilder, Shape, Value } from '@natiu/tensor-graph';

/** Numbers of one input. For tests. */
export type Draw = (random: () => number) => number;

/** Uniform in [-3, 3). */
export const anywhere: Draw = (random) => 6 * random() - 3;
/** Uniform in [0.25, 2.25). */
export const positive: Draw = (random) => 0.25 + 2 * random();
/** Few distinct numbers: many ties. */
export const tied: Draw = (random) => Math.floor(4 * random()) / 2;

/** A small graph around one operator: inputs x0, x1, ... For tests. */
export interface OperatorCase {
  readonly name: string;
  readonly inputs: readonly { readonly shape: Shape; readonly draw: Draw }[];
  build(inputs: readonly Value[], builder: GraphBuilder): Value | readonly Value[];
}

export type Build = OperatorCase['build'];

/** A case whose inputs are all drawn alike. For tests. */
export function one(
  name: string,
  shapes: readonly Shape[],
  build: Build,
  draw: Draw = anywhere,
): OperatorCase {
  return { name, inputs: shapes.map((shape) => ({ shape, draw })), build };
}

export const SHAPE = [2, 3, 4];

export const whole = (builder: GraphBuilder, values: readonly number[], shape: Shape) =>
  builder.constant(BigInt64Array.from(values, BigInt), shape, 'int64');
export const floats = (builder: GraphBuilder, values: readonly number[], shape: Shape) =>
  builder.constant(Float32Array.from(values), shape, 'float32');
export const range = (axis: number, start: number, end: number, step?: number) => ({
  axis,
  start,
  end,
  step,
});

export type OperatorCases = Readonly<Record<string, readonly OperatorCase[]>>;
