import { appendFile, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { writeAtomically } from './checkpoint.ts';

const Share = z.number().min(0).max(1);

/** One line of `metrics.jsonl`: one finished epoch. */
export const EpochMetrics = z.object({
  /** Counted from 1. */
  epoch: z.int(),
  epochs: z.int(),
  /** Means over the epoch's batches, gains included. */
  loss: z.object({
    box: z.number(),
    cls: z.number(),
    dfl: z.number(),
    /** The teacher's parts; absent in a run without one. */
    distillation: z.object({ classes: z.number(), boxes: z.number(), features: z.number() }).optional(),
    total: z.number(),
  }),
  learningRate: z.object({ weight: z.number(), bn: z.number(), bias: z.number() }),
  momentum: z.number(),
  /** The moving average on the validation split. */
  validation: z.object({
    map50: Share,
    map50To95: Share,
    perClass: z.record(z.string(), z.object({ ap50: Share, ap50To95: Share })),
  }),
  best: z.boolean(),
  seconds: z.number(),
  picturesPerSecond: z.number(),
  /** Share of the training time in which the step waited for pictures. */
  waitingShare: Share,
});
export type EpochMetrics = z.infer<typeof EpochMetrics>;

const metricsFile = (dir: string) => join(dir, 'metrics.jsonl');

export async function appendMetrics(dir: string, line: EpochMetrics): Promise<void> {
  await appendFile(metricsFile(dir), `${JSON.stringify(line)}\n`);
}

/** Finished epochs; a half-written last line (a kill while writing) is left out. */
export async function readMetrics(dir: string): Promise<EpochMetrics[]> {
  const text = await readFile(metricsFile(dir), 'utf8').catch(() => '');
  return text.split('\n').flatMap((line) => {
    try {
      const parsed = EpochMetrics.safeParse(JSON.parse(line));
      return parsed.success ? [parsed.data] : [];
    } catch {
      return [];
    }
  });
}

/** Drops what a run wrote after its last checkpoint, before it goes on from there. */
export async function truncateMetrics(dir: string, epochs: number): Promise<EpochMetrics[]> {
  const kept = (await readMetrics(dir)).filter((line) => line.epoch <= epochs);
  await writeAtomically(metricsFile(dir), kept.map((line) => `${JSON.stringify(line)}\n`).join(''));
  return kept;
}
