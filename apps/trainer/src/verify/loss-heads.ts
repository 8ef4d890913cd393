import { InputError } from '@natiu/errors';
import { buildLossGraph, REG_MAX, STRIDES } from '@natiu/yolo';
import { z } from 'zod';
import { verifyAssignment } from './assignment.ts';
import {
  allowedFor,
  distance,
  FLOAT32_EPSILON,
  largestDifference,
  largestMagnitude,
  norm,
  relativeTo,
  worstOf,
} from './compare.ts';
import type { Comparison } from './compare.ts';
import { verifyResult } from './golden-folder.ts';
import type { GoldenFolder, GoldenItem, VerifyResult } from './golden-folder.ts';
import { parseMeta } from './parse-meta.ts';
import { withGraph } from './run-graph.ts';
import type { Outputs, VerifyMachine } from './run-graph.ts';
import { packRows, readTruth, rowsFor } from './truth.ts';

const Meta = z.object({
  loss: z.tuple([z.number(), z.number(), z.number()]),
  loss_float64: z.tuple([z.number(), z.number(), z.number()]),
  total: z.number(),
  total_float64: z.number(),
  max_dev_target_scores: z.number().nonnegative(),
  /** L2 norm of the difference relative to that of the gradient, for P3, P4, P5. */
  rel_dev_grad: z.tuple([z.number(), z.number(), z.number()]),
});
type Meta = z.infer<typeof Meta>;

const LEVELS = STRIDES.map((_, i) => `p${i + 3}`);
const PARTS = ['box', 'class', 'distribution'];

function verifyLoss(item: GoldenItem, meta: Meta, found: Outputs): VerifyResult[] {
  const total = item.tensor('loss_total', 'float32').data[0];
  const parts = item.tensor('loss_box_cls_dfl', 'float32').data;
  const comparisons: Comparison[] = PARTS.map((name, i) => ({
    name,
    error: Math.abs(found['lossParts'][i] - parts[i]),
    allowed: allowedFor(Math.abs(meta.loss[i] - meta.loss_float64[i]), Math.abs(parts[i])),
  }));
  return [
    worstOf(item.name, 'loss parts', comparisons),
    verifyResult(item.name, 'total loss', {
      worstError: Math.abs(found['loss'][0] - total),
      allowed: allowedFor(Math.abs(meta.total - meta.total_float64), Math.abs(total)),
    }),
  ];
}

/** Rows of ground truth as the assigner takes them: corners in pixels. */
function verifyPackedTruth(item: GoldenItem, truthBoxes: Float32Array, maxBoxes: number): VerifyResult {
  const { data, shape } = item.tensor('assign.gt_bboxes', 'float32');
  const [pictures, rows] = shape;
  if (rows > maxBoxes) throw new InputError(`Item ${item.name}: assign.gt_bboxes has more rows than boxes.`);
  const found = new Float32Array(data.length);
  for (let picture = 0; picture < pictures; picture += 1) {
    const start = picture * maxBoxes * 4;
    found.set(truthBoxes.subarray(start, start + rows * 4), picture * rows * 4);
  }
  return verifyResult(item.name, 'labelled corners', {
    worstError: largestDifference(found, data),
    allowed: FLOAT32_EPSILON * largestMagnitude(data),
  });
}

/** Loss, its gradient and the assignment on given head maps: no network, so nothing but the loss can be wrong. */
export async function verifyLossHeads(
  folder: GoldenFolder,
  machine: VerifyMachine,
  name: string,
): Promise<VerifyResult[]> {
  const item = folder.item(name);
  const meta = parseMeta(name, Meta, item.meta);
  const heads = LEVELS.map((level) => item.tensor(`head.${level}`, 'float32'));
  const [batch, channels, rows, columns] = heads[0].shape;
  const size = { height: rows * STRIDES[0], width: columns * STRIDES[0], classes: channels - REG_MAX * 4 };
  const truth = readTruth(item, batch);
  const maxBoxes = rowsFor(truth);
  const packed = packRows(truth, size, maxBoxes);
  const graph = buildLossGraph({ batch, maxBoxes, height: size.height, width: size.width }, size.classes);
  const maps = Object.fromEntries(heads.map((head, i) => [`head.${LEVELS[i]}`, head.data]));
  const found = await withGraph(machine, graph, (run) => run({ ...maps, ...packed }));
  const gradients = LEVELS.map((level, i) => {
    const expected = item.tensor(`grad_head.${level}`, 'float32').data;
    return {
      name: level,
      error: relativeTo(distance(found[`grad_head.${level}`], expected), norm(expected)),
      allowed: allowedFor(meta.rel_dev_grad[i], 1),
    };
  });
  const largestScore = largestMagnitude(item.tensor('target_scores', 'float32').data);
  return [
    verifyPackedTruth(item, packed.truthBoxes, maxBoxes),
    ...verifyLoss(item, meta, found),
    worstOf(name, 'gradients of the head maps', gradients),
    ...verifyAssignment(item, found, allowedFor(meta.max_dev_target_scores, largestScore)),
  ];
}
