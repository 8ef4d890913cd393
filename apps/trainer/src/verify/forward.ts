import { buildForwardGraph, countParameters } from '@natiu/yolo';
import { z } from 'zod';
import { allowedFor, largestDifference, largestMagnitude, worstOf } from './compare.ts';
import { verifyResult } from './golden-folder.ts';
import type { GoldenFolder, GoldenItem, VerifyResult } from './golden-folder.ts';
import { loadNetwork } from './networks.ts';
import type { Network } from './networks.ts';
import { parseMeta } from './parse-meta.ts';
import { withGraph } from './run-graph.ts';
import type { VerifyMachine } from './run-graph.ts';

const Meta = z.object({
  params: z.int(),
  /** Largest absolute difference by tensor name. */
  deviation_float32_vs_float64: z.record(z.string(), z.number().nonnegative()),
});
type Deviations = z.infer<typeof Meta>['deviation_float32_vs_float64'];

const MODES = { eval: 'evaluation', train: 'training' } as const;
type Mode = keyof typeof MODES;

/** Pictures and modes that an item has results for, from names such as `img64.eval.p3`. */
function listRuns(item: GoldenItem): { key: string; mode: Mode; outputs: string[] }[] {
  const runs = new Map<string, { key: string; mode: Mode; outputs: string[] }>();
  for (const name of item.tensors.keys()) {
    const parts = /^(.+)\.(eval|train)\.(p3|p4|p5|decoded)$/.exec(name);
    if (!parts) continue;
    const [, key, mode, output] = parts;
    const id = `${key}.${mode}`;
    const run = runs.get(id) ?? { key, mode: mode as Mode, outputs: [] };
    run.outputs.push(output);
    runs.set(id, run);
  }
  return [...runs.values()];
}

async function verifyRun(
  machine: VerifyMachine,
  network: Network,
  { item, inputs, deviations }: { item: GoldenItem; inputs: GoldenItem; deviations: Deviations },
  { key, mode, outputs }: ReturnType<typeof listRuns>[number],
): Promise<VerifyResult> {
  const { shape, data } = inputs.tensor(key, 'uint8');
  const [batch, , height, width] = shape;
  const { graph } = buildForwardGraph(network.architecture, MODES[mode], { batch, height, width });
  const found = await withGraph(machine, graph, (run) => run({ images: data, ...network.vectors }));
  const comparisons = outputs.map((output) => {
    const name = `${key}.${mode}.${output}`;
    const expected = item.tensor(name, 'float32').data;
    return {
      name: output,
      error: largestDifference(found[output], expected),
      allowed: name in deviations ? allowedFor(deviations[name], largestMagnitude(expected)) : 0,
    };
  });
  return worstOf(item.name, `${key}, ${MODES[mode]}`, comparisons);
}

/** Head maps and decoded boxes of one model, with running statistics and with those of the batch. */
export async function verifyForward(
  folder: GoldenFolder,
  machine: VerifyMachine,
  model: string,
): Promise<VerifyResult[]> {
  const item = folder.item(`forward_${model}`);
  const meta = parseMeta(item.name, Meta, item.meta);
  const network = loadNetwork(folder, model);
  const miscounted = Math.abs(countParameters(network.layout) - meta.params);
  const results = [verifyResult(item.name, 'number of parameters', { worstError: miscounted, allowed: 0 })];
  const source = { item, inputs: folder.item('inputs'), deviations: meta.deviation_float32_vs_float64 };
  for (const run of listRuns(item)) results.push(await verifyRun(machine, network, source, run));
  return results;
}
