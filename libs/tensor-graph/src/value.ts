import type { DataType, Shape, TensorData } from './graph.ts';
import type { GraphBuilder } from './graph-builder.ts';

/** A node's output, a graph input or a constant while the graph is being built. */
export interface Value {
  readonly builder: GraphBuilder;
  readonly name: string;
  readonly dataType: DataType;
  readonly shape: Shape;
  /** Known only for constants; shape inference of Reshape, Slice and the like reads it. */
  readonly data?: TensorData;
}

export interface ValueType {
  readonly dataType: DataType;
  readonly shape: Shape;
}

export function elementCount(shape: Shape): number {
  return shape.reduce((product, size) => product * size, 1);
}

export function sameShape(a: Shape, b: Shape): boolean {
  return a.length === b.length && a.every((size, axis) => size === b[axis]);
}
