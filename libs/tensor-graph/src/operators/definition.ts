import { InputError } from '@natiu/errors';
import type { Attributes } from '../attributes.ts';
import type { Shape } from '../graph.ts';
import type { Value, ValueType } from '../value.ts';

/** What reverse mode hands to an operator's vector-Jacobian product. */
export interface VjpContext {
  readonly inputs: readonly Value[];
  readonly outputs: readonly Value[];
  readonly attributes: Attributes;
  /** d loss / d output, `undefined` where the loss does not depend on that output. */
  readonly gradients: readonly (Value | undefined)[];
  /** Which inputs lead to something that a gradient is wanted for. */
  readonly needs: readonly boolean[];
}

/** One ONNX operator: the shapes it yields and, where it is differentiable, its vector-Jacobian product. */
export interface OperatorDefinition {
  infer(inputs: readonly Value[], attributes: Attributes): ValueType[];
  /** One gradient per input; `undefined` for an input that needs none. Absent: the operator stops gradients. */
  vjp?(context: VjpContext): (Value | undefined)[];
}

export function normalizeAxis(axis: number, rank: number): number {
  const positive = axis < 0 ? axis + rank : axis;
  if (positive < 0 || positive >= rank)
    throw new InputError(`Axis ${axis} is outside a tensor of rank ${rank}.`);
  return positive;
}

/** ONNX multidirectional broadcasting. */
export function broadcastShapes(shapes: readonly Shape[]): Shape {
  const rank = Math.max(...shapes.map((shape) => shape.length));
  return Array.from({ length: rank }, (_, axis) => {
    const sizes = shapes.map((shape) => shape[shape.length - rank + axis] ?? 1);
    const size = Math.max(...sizes);
    if (sizes.some((other) => other !== size && other !== 1)) {
      throw new InputError(
        `Shapes ${shapes.map((shape) => `[${shape.join(', ')}]`).join(' and ')} do not broadcast.`,
      );
    }
    return sizes.includes(0) ? 0 : size;
  });
}

/** The numbers of a constant int64 input: axes, shapes, starts. */
export function constantInts(value: Value | undefined, role: string): number[] {
  if (!value?.data) throw new InputError(`${role} must be a constant, so that shapes stay static.`);
  return Array.from(value.data as ArrayLike<number | bigint>, Number);
}

export function firstGradient(context: VjpContext): Value {
  return context.gradients[0]!;
}
