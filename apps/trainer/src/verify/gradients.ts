import { buildGradientGraph } from '@natiu/yolo';
import { z } from 'zod';
import { verifyAssignment } from './assignment.ts';
import {
  allowedFor,
  distance,
  largestDifference,
  largestMagnitude,
  norm,
  relativeTo,
  worstOf,
} from './compare.ts';
import type { Comparison } from './compare.ts';
import type { GoldenFolder, GoldenItem, VerifyResult } from './golden-folder.ts';
import { loadNetwork } from './networks.ts';
import { parseMeta } from './parse-meta.ts';
import { withGraph } from './run-graph.ts';
import type { Outputs, VerifyMachine } from './run-graph.ts';
import { packRows, readTruth, rowsFor } from './truth.ts';

const Meta = z.object({
  total: z.number(),
  total_float64: z.number(),
  /** L2 norm of the difference relative to that of the gradient. */
  rel_dev_per_tensor: z.record(z.string(), z.number().nonnegative()),
});
type Meta = z.infer<typeof Meta>;

/** The deviation of the forward pass, for what the gradient items hold without a deviation of its own. */
const ForwardMeta = z.object({
  deviation_float32_vs_float64: z.record(z.string(), z.number().nonnegative()),
});

async function runGradients(
  folder: GoldenFolder,
  machine: VerifyMachine,
  model: string,
): Promise<{ item: GoldenItem; meta: Meta; found: Outputs; names: string[] }> {
  const item = folder.item(`grads_${model}`);
  const meta = parseMeta(item.name, Meta, item.meta);
  const { architecture, layout, vectors } = loadNetwork(folder, model);
  const { shape, data } = item.tensor('img', 'uint8');
  const [batch, , height, width] = shape;
  const truth = readTruth(item, batch);
  const maxBoxes = rowsFor(truth);
  const packed = packRows(truth, { height, width, classes: architecture.classes }, maxBoxes);
  const { graph } = buildGradientGraph(architecture, { batch, height, width, maxBoxes });
  const found = await withGraph(machine, graph, (run) => run({ images: data, ...vectors, ...packed }));
  const names = layout.specs.filter((spec) => spec.group !== 'statistic').map((spec) => spec.name);
  return { item, meta, found, names };
}

/** Relative deviations that the reference states for the gradients of this item; those of empty gradients left out. */
function gradientDeviations(meta: Meta): { least: number; worst: number } {
  const stated = Object.values(meta.rel_dev_per_tensor).filter((deviation) => deviation > 0);
  return stated.length === 0
    ? { least: 0, worst: 0 }
    : { least: Math.min(...stated), worst: Math.max(...stated) };
}

/**
 * The item states one figure for the total, which may be small by chance, and none for its parts: the gradient with the
 * least deviation, a sum over the same anchors, says how exact a sum over head maps can be.
 */
function verifyLoss(item: GoldenItem, meta: Meta, found: Outputs): VerifyResult {
  const parts = item.tensor('loss_box_cls_dfl', 'float32').data;
  const total = item.tensor('loss_total', 'float32').data[0];
  const ofTotal = Math.abs(meta.total - meta.total_float64) / Math.abs(meta.total_float64);
  const deviation = Math.max(ofTotal, gradientDeviations(meta).least);
  const compare = (name: string, value: number, expected: number): Comparison => ({
    name,
    error: Math.abs(value - expected),
    allowed: allowedFor(deviation * Math.abs(expected), Math.abs(expected)),
  });
  return worstOf(item.name, 'loss', [
    compare('total', found['loss'][0], total),
    ...['box', 'class', 'distribution'].map((name, i) => compare(name, found['lossParts'][i], parts[i])),
  ]);
}

/** Target scores follow the rounded head maps as the gradients do; the item states the deviation of the latter. */
function verifyLossAndTargets(item: GoldenItem, meta: Meta, found: Outputs): VerifyResult[] {
  const scores = largestMagnitude(item.tensor('target_scores', 'float32').data);
  const allowed = allowedFor(gradientDeviations(meta).worst * scores, scores);
  return [verifyLoss(item, meta, found), ...verifyAssignment(item, found, allowed)];
}

/** Head maps against the deviation that the forward item states for the same network and picture size. */
function verifyHeads(folder: GoldenFolder, item: GoldenItem, found: Outputs): VerifyResult {
  const [, , height, width] = item.tensor('img', 'uint8').shape;
  const forward = folder.item('forward_tiny');
  const deviations = parseMeta(forward.name, ForwardMeta, forward.meta).deviation_float32_vs_float64;
  const key = height === width ? `img${height}` : `img_rect_h${height}_w${width}`;
  const comparisons = ['p3', 'p4', 'p5'].map((level) => {
    const expected = item.tensor(`head.${level}`, 'float32').data;
    return {
      name: level,
      error: largestDifference(found[`head.${level}`], expected),
      allowed: allowedFor(deviations[`${key}.train.${level}`] ?? 0, largestMagnitude(expected)),
    };
  });
  return worstOf(item.name, 'head maps', comparisons);
}

/** Every gradient of the smallest network, element by element. */
export async function verifyTinyGradients(
  folder: GoldenFolder,
  machine: VerifyMachine,
): Promise<VerifyResult[]> {
  const { item, meta, found, names } = await runGradients(folder, machine, 'tiny');
  const comparisons = names.map((name) => {
    const expected = item.tensor(`grad.${name}`, 'float32').data;
    return {
      name,
      error: relativeTo(distance(found[`grad.${name}`], expected), norm(expected)),
      allowed: allowedFor(meta.rel_dev_per_tensor[name] ?? 0, 1),
    };
  });
  // A single wrong element may hide in the norm of a large tensor, so the largest error is held to the same share.
  const largest = comparisons.map(({ name, allowed }) => {
    const expected = item.tensor(`grad.${name}`, 'float32').data;
    const error = relativeTo(largestDifference(found[`grad.${name}`], expected), largestMagnitude(expected));
    return { name, error, allowed };
  });
  return [
    verifyHeads(folder, item, found),
    ...verifyLossAndTargets(item, meta, found),
    worstOf(item.name, 'gradients, relative', comparisons),
    worstOf(item.name, 'single elements, relative to the largest', largest),
  ];
}

const FIRST = 8;

/** Norm and first values of every gradient of the nano network. */
export async function verifyNanoGradients(
  folder: GoldenFolder,
  machine: VerifyMachine,
): Promise<VerifyResult[]> {
  const { item, meta, found, names } = await runGradients(folder, machine, 'n');
  const listed = parseMeta(
    item.name,
    z.object({ parameter_names: z.array(z.string()) }),
    item.meta,
  ).parameter_names;
  const expectedNorms = item.tensor('grad_l2', 'float32').data;
  const expectedFirst = item.tensor('grad_first8', 'float32').data;
  const norms: Comparison[] = [];
  const firsts: Comparison[] = [];
  listed.forEach((name, row) => {
    const gradient = Float32Array.from(found[`grad.${name}`] ?? []);
    const length = norm(gradient);
    const allowed = allowedFor(meta.rel_dev_per_tensor[name] ?? 0, 1);
    const count = Math.min(FIRST, gradient.length);
    const first = expectedFirst.subarray(row * FIRST, row * FIRST + count);
    const expected = expectedNorms[row];
    // A few values may be small by chance; errors are spread over the tensor as its gradient is on average.
    const scale = Math.max(norm(first), expected * Math.sqrt(count / Math.max(1, gradient.length)));
    norms.push({ name, error: relativeTo(Math.abs(length - expected), expected), allowed });
    firsts.push({ name, error: relativeTo(distance(gradient.subarray(0, count), first), scale), allowed });
  });
  const unlisted = names.filter((name) => !listed.includes(name));
  return [
    ...verifyLossAndTargets(item, meta, found),
    worstOf(item.name, 'names', [{ name: unlisted.join(' '), error: unlisted.length, allowed: 0 }]),
    worstOf(item.name, 'norms of gradients, relative', norms),
    worstOf(item.name, 'first values of gradients, relative', firsts),
  ];
}
