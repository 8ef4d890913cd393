import { z } from 'zod';
import type { EpochMetrics } from './metrics-log.ts';
import type { StepResult } from './step-runner.ts';

/** Sums of a loss's parts over the batches of an epoch, gains included. */
export const LossSums = z.strictObject({
  box: z.number(),
  cls: z.number(),
  dfl: z.number(),
  /** Of a run with a teacher. */
  distillation: z
    .strictObject({ classes: z.number(), boxes: z.number(), features: z.number() })
    .prefault({ classes: 0, boxes: 0, features: 0 }),
  steps: z.int(),
});
export type LossSums = z.infer<typeof LossSums>;

export function noLosses(): LossSums {
  return { box: 0, cls: 0, dfl: 0, distillation: { classes: 0, boxes: 0, features: 0 }, steps: 0 };
}

/** All parts of the loss, gains included. */
export function totalLoss({ box, cls, dfl, distillation }: Omit<StepResult, 'gradientNorm'>): number {
  const { classes, boxes, features } = distillation ?? { classes: 0, boxes: 0, features: 0 };
  return box + cls + dfl + classes + boxes + features;
}

export function addLosses(sums: LossSums, result: StepResult): LossSums {
  const { distillation: before } = sums;
  const { distillation: more } = result;
  return {
    box: sums.box + result.box,
    cls: sums.cls + result.cls,
    dfl: sums.dfl + result.dfl,
    distillation: {
      classes: before.classes + (more?.classes ?? 0),
      boxes: before.boxes + (more?.boxes ?? 0),
      features: before.features + (more?.features ?? 0),
    },
    steps: sums.steps + 1,
  };
}

/** Means over an epoch's batches. */
export function meanLosses(
  { box, cls, dfl, distillation, steps }: LossSums,
  hasTeacher: boolean,
): EpochMetrics['loss'] {
  const { classes, boxes, features } = distillation;
  const parts = { box: box / steps, cls: cls / steps, dfl: dfl / steps };
  const taught = { classes: classes / steps, boxes: boxes / steps, features: features / steps };
  return hasTeacher
    ? { ...parts, distillation: taught, total: totalLoss({ ...parts, distillation: taught }) }
    : { ...parts, total: totalLoss(parts) };
}
