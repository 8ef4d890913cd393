import { ops } from '@natiu/tensor-graph';
import type { GraphBuilder, Value } from '@natiu/tensor-graph';
import { REG_MAX, STRIDES } from './architecture.ts';
import type { HeadLevel } from './walk-network.ts';

/** Head maps of all levels, laid side by side: anchors run over P3, P4, P5, each row by row. */
export interface FlatHeads {
  /** [B, 64, A] */
  readonly box: Value;
  /** [B, classes, A] */
  readonly cls: Value;
}

export function flattenHeads(heads: readonly HeadLevel<Value>[]): FlatHeads {
  const flatten = (map: Value) =>
    ops.reshape(map, [map.shape[0]!, map.shape[1]!, map.shape[2]! * map.shape[3]!]);
  return {
    box: ops.concat(
      heads.map((level) => flatten(level.box)),
      2,
    ),
    cls: ops.concat(
      heads.map((level) => flatten(level.cls)),
      2,
    ),
  };
}

/** Anchor centres in cells and strides in pixels, each [1, 1, A]. */
export interface Anchors {
  readonly x: Value;
  readonly y: Value;
  readonly stride: Value;
  readonly count: number;
}

export function makeAnchors(builder: GraphBuilder, height: number, width: number): Anchors {
  const x: number[] = [];
  const y: number[] = [];
  const stride: number[] = [];
  for (const pixels of STRIDES) {
    for (let row = 0; row < height / pixels; row += 1) {
      for (let column = 0; column < width / pixels; column += 1) {
        x.push(column + 0.5);
        y.push(row + 0.5);
        stride.push(pixels);
      }
    }
  }
  const constant = (values: number[]) =>
    builder.constant(Float32Array.from(values), [1, 1, values.length], 'float32');
  return { x: constant(x), y: constant(y), stride: constant(stride), count: x.length };
}

/** Four corner coordinates, each of the same broadcastable shape. */
export interface Corners {
  readonly x1: Value;
  readonly y1: Value;
  readonly x2: Value;
  readonly y2: Value;
}

/**
 * Expected distances of the four sides from the anchor, in cells.
 * @param box [B, 64, A] logits: 16 bins for left, top, right, bottom @returns [B, 4, A]
 * Source: Li et al., Generalized Focal Loss, arXiv:2006.04388 (distribution over the sides).
 */
export function expectedDistances(box: Value): Value {
  const [batch, , anchors] = box.shape as [number, number, number];
  const share = ops.softmax(ops.reshape(box, [batch, 4, REG_MAX, anchors]), 2);
  return ops.reduceSum(ops.mul(share, binNumbers(box.builder)), [2], false);
}

/** 0, 1, ... 15 as [1, 1, 16, 1]. */
export function binNumbers(builder: GraphBuilder): Value {
  return builder.constant(
    Float32Array.from({ length: REG_MAX }, (_, i) => i),
    [1, 1, REG_MAX, 1],
    'float32',
  );
}

/** @param distances [B, 4, A] in cells @returns corners in cells, each [B, 1, A] */
export function cornersFromDistances(distances: Value, anchors: Anchors): Corners {
  const [left, top, right, bottom] = ops.split(distances, [1, 1, 1, 1], 1) as [Value, Value, Value, Value];
  return {
    x1: ops.sub(anchors.x, left),
    y1: ops.sub(anchors.y, top),
    x2: ops.add(anchors.x, right),
    y2: ops.add(anchors.y, bottom),
  };
}

/**
 * Predictions as a detector reads them.
 * @returns [B, 4 + classes, A]: cx, cy, w, h in pixels, then sigmoid class scores
 */
export function decodeHeads(flat: FlatHeads, anchors: Anchors): Value {
  const corners = cornersFromDistances(expectedDistances(flat.box), anchors);
  const centre = (a: Value, b: Value) => ops.mul(ops.div(ops.add(a, b), 2), anchors.stride);
  const extent = (a: Value, b: Value) => ops.mul(ops.sub(b, a), anchors.stride);
  return ops.concat(
    [
      centre(corners.x1, corners.x2),
      centre(corners.y1, corners.y2),
      extent(corners.x1, corners.x2),
      extent(corners.y1, corners.y2),
      ops.logistic(flat.cls),
    ],
    1,
  );
}
