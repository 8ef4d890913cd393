import { effectiveWeightDecay, scheduleAt, warmupBatches } from '@natiu/yolo';
import type { ScheduleSettings } from '@natiu/yolo';
import { z } from 'zod';
import { largestDifference, worstOf } from './compare.ts';
import type { GoldenFolder, VerifyResult } from './golden-folder.ts';
import { parseMeta } from './parse-meta.ts';

const ITEM = 'schedule';
const Numbers = z.array(z.number());

const ScheduleCase = z.object({
  train_images: z.int(),
  batch: z.int(),
  batches_per_epoch: z.int(),
  epochs: z.int(),
  nbs: z.int(),
  lr0: z.number(),
  lrf: z.number(),
  cos_lr: z.boolean(),
  momentum: z.number(),
  warmup_epochs: z.number(),
  warmup_momentum: z.number(),
  warmup_bias_lr: z.number(),
  warmup_iterations: z.number(),
  weight_decay_setting: z.number(),
  weight_decay_used: z.number(),
  iterations: z.object({
    epoch: Numbers,
    accumulate: Numbers,
    lr_bias: Numbers,
    lr_weight: Numbers,
    lr_bn: Numbers,
    momentum: Numbers,
    optimizer_steps_so_far: Numbers,
  }),
});
type ScheduleCase = z.infer<typeof ScheduleCase>;
const Schedule = z.object({ cases: z.array(ScheduleCase).min(1) });

/** The reference's warm-up lasts at least so many batches. */
const WARMUP_MIN_BATCHES = 100;
/** Both sides compute in double precision; only the order of operations differs. */
const ROUNDING = 1e-12;

function settingsOf(one: ScheduleCase): ScheduleSettings {
  return {
    epochs: one.epochs,
    batchesPerEpoch: one.batches_per_epoch,
    batch: one.batch,
    nominalBatch: one.nbs,
    learningRate: one.lr0,
    finalShare: one.lrf,
    cosine: one.cos_lr,
    momentum: one.momentum,
    weightDecay: one.weight_decay_setting,
    warmupEpochs: one.warmup_epochs,
    warmupMomentum: one.warmup_momentum,
    warmupBiasRate: one.warmup_bias_lr,
    warmupMinBatches: WARMUP_MIN_BATCHES,
  };
}

/** Optimizer steps done after each batch: one as soon as enough batches have been summed. */
function countSteps(accumulate: readonly number[]): number[] {
  let last = -1;
  let steps = 0;
  return accumulate.map((wanted, iteration) => {
    if (iteration - last >= wanted) {
      last = iteration;
      steps += 1;
    }
    return steps;
  });
}

function verifyCase(one: ScheduleCase, index: number): VerifyResult[] {
  const settings = settingsOf(one);
  const { iterations } = one;
  const states = iterations.epoch.map((_, iteration) => scheduleAt(settings, iteration));
  const accumulate = states.map((state) => state.accumulate);
  const compare = (name: string, found: readonly number[], expected: readonly number[], allowed: number) => ({
    name,
    error: largestDifference(found, expected),
    allowed,
  });
  const exact = [
    compare(
      'epoch',
      iterations.epoch.map((_, i) => Math.floor(i / one.batches_per_epoch)),
      iterations.epoch,
      0,
    ),
    compare('batches per step', accumulate, iterations.accumulate, 0),
    compare('optimizer steps so far', countSteps(accumulate), iterations.optimizer_steps_so_far, 0),
    compare('warm-up batches', [warmupBatches(settings)], [one.warmup_iterations], 0),
  ];
  const rounded = [
    compare(
      'learning rate of biases',
      states.map((s) => s.learningRate.bias),
      iterations.lr_bias,
      ROUNDING,
    ),
    compare(
      'learning rate of weights',
      states.map((s) => s.learningRate.weight),
      iterations.lr_weight,
      ROUNDING,
    ),
    compare(
      'learning rate of batch norm',
      states.map((s) => s.learningRate.bn),
      iterations.lr_bn,
      ROUNDING,
    ),
    compare(
      'momentum',
      states.map((s) => s.momentum),
      iterations.momentum,
      ROUNDING,
    ),
    compare('weight decay', [effectiveWeightDecay(settings)], [one.weight_decay_used], ROUNDING),
  ];
  const label = `case ${index + 1} (${one.train_images} pictures, batch ${one.batch}, ${states.length} iterations)`;
  return [worstOf(ITEM, `${label}: counts`, exact), worstOf(ITEM, `${label}: rates`, rounded)];
}

/** Rates, momentum, accumulation and steps of every batch of several short trainings. */
export function verifySchedule(folder: GoldenFolder): VerifyResult[] {
  return parseMeta(ITEM, Schedule, folder.json(ITEM)).cases.flatMap(verifyCase);
}
