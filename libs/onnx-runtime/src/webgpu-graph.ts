import { intOf, intsOf, ops, replaceOperators } from '@natiu/tensor-graph';
import type { Graph, GraphNode, Replacement, Value } from '@natiu/tensor-graph';

type Size4 = readonly [number, number, number, number];

/** A shader reaches at least so many tensors, inputs and outputs together. */
const MOST_TENSORS = 8;

/**
 * Expresses what ONNX Runtime's WebGPU kernels refuse: they pool, but do not tell the places that the gradient needs, and
 * they do not split into more parts than a shader reaches.
 */
export function adaptToWebgpu(graph: Graph): Graph {
  const isRefused = ({ op, outputs }: GraphNode) =>
    (op === 'MaxPool' && outputs.length > 1) || (op === 'Split' && outputs.length >= MOST_TENSORS);
  return graph.nodes.some(isRefused)
    ? replaceOperators(graph, { MaxPool: poolInTwo, Split: splitOneByOne })
    : graph;
}

const splitOneByOne: Replacement = ({ builder, inputs, attributes, wanted }) => {
  const [x, sizes] = inputs as readonly [Value, Value];
  if (wanted.length < MOST_TENSORS) return builder.applyMany('Split', inputs, attributes);
  const axis = intOf(attributes, 'axis', 0);
  let start = 0;
  return Array.from(sizes.data as BigInt64Array, (size) => {
    const end = start + Number(size);
    const part = ops.slice(x, [{ axis, start, end }]);
    start = end;
    return part;
  });
};

/** The pool itself, and, where they are read, the places found by comparing every cell of the window with it. */
const poolInTwo: Replacement = ({ builder, inputs, attributes, wanted }) => {
  const [x] = inputs as readonly [Value];
  const [largest, places] = builder.applyMany('MaxPool', [x], attributes) as [Value, Value];
  return wanted[1] ? [largest, findPlaces(x, largest, windowOf(attributes))] : [largest, places];
};

interface Window {
  readonly kernel: readonly number[];
  readonly strides: readonly number[];
  /** top, left, bottom, right */
  readonly pads: readonly number[];
}

function windowOf(attributes: GraphNode['attributes']): Window {
  return {
    kernel: intsOf(attributes, 'kernel_shape'),
    strides: intsOf(attributes, 'strides', [1, 1]),
    pads: intsOf(attributes, 'pads', [0, 0, 0, 0]),
  };
}

/** Below every number that a network yields; infinity is not safe in shaders. */
const LOWEST = -3e38;

/**
 * Flat indices into x, as ONNX defines them; of equals, the first in row order, as on the processor. The window's cells
 * are looked at from the last to the first, and each overrides what was found before.
 *
 * @param x [B, C, H, W] @param largest [B, C, h, w] @returns int64 [B, C, h, w]
 */
function findPlaces(x: Value, largest: Value, { kernel, strides, pads }: Window): Value {
  const { builder } = x;
  const [top, left, bottom, right] = pads as Size4;
  const amounts = builder.ints([0, 0, top, left, 0, 0, bottom, right]);
  const padded = builder.apply('Pad', [x, amounts, builder.scalar(LOWEST)]);
  const [, , rows, columns] = largest.shape as Size4;
  const [rowStride, columnStride] = strides as readonly [number, number];
  const cell = (dy: number, dx: number) =>
    ops.slice(padded, [
      { axis: 2, start: dy, end: dy + rowStride * (rows - 1) + 1, step: rowStride },
      { axis: 3, start: dx, end: dx + columnStride * (columns - 1) + 1, step: columnStride },
    ]);
  const width = x.shape[3]!;
  let offset = builder.scalar(0);
  for (let tap = kernel[0]! * kernel[1]! - 1; tap >= 0; tap -= 1) {
    const dy = Math.floor(tap / kernel[1]!);
    const dx = tap % kernel[1]!;
    offset = ops.where(ops.equal(cell(dy, dx), largest), builder.scalar(dy * width + dx), offset);
  }
  return ops.add(ops.cast(offset, 'int64'), windowCorners(x, largest, { kernel, strides, pads }));
}

/** Where each window's first cell lies; outside the picture where the window begins in the padding. */
function windowCorners(x: Value, largest: Value, { strides, pads }: Window): Value {
  const [, , height, width] = x.shape as Size4;
  const [batch, channels, rows, columns] = largest.shape as Size4;
  const corners = BigInt64Array.from({ length: batch * channels * rows * columns }, (_, i) => {
    const plane = Math.floor(i / (rows * columns));
    const row = Math.floor(i / columns) % rows;
    const y = row * strides[0]! - pads[0]!;
    return BigInt(plane * height * width + y * width + (i % columns) * strides[1]! - pads[1]!);
  });
  return x.builder.constant(corners, largest.shape, 'int64');
}
