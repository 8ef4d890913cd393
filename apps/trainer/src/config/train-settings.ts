import type { GraphEngine } from '@natiu/tensor-graph';
import { z } from 'zod';
import { TeacherSettings } from './distillation-settings.ts';

/** Every setting of a training run. It is saved with the run; resuming refuses a change of what shapes the result. */
export const TrainSettings = z.strictObject({
  /** Folder in YOLO format. */
  data: z.string(),
  /** Size of the network: tiny, n, s, m, l, x. */
  model: z.string(),
  epochs: z.int().min(1),
  /** Pictures per batch. */
  batch: z.int().min(1),
  /** Pictures per optimizer step; gradients of several batches are summed to reach it. */
  nominalBatch: z.int().min(1),
  /** Side of the square pictures, pixels; the coarsest feature map has 32-pixel cells. */
  imageSize: z.int().multipleOf(32),
  /** First learning rate after the warm-up. */
  learningRate: z.number().positive(),
  /** Last learning rate as a share of the first. */
  finalShare: z.number().positive().max(1),
  cosine: z.boolean(),
  momentum: z.number().min(0).max(1),
  /** Per nominal batch, on convolution weights only. */
  weightDecay: z.number().min(0),
  warmupEpochs: z.number().min(0),
  /** At least so many batches of warm-up. The reference's 100 eat a third of a short run on a small set. */
  warmupMinBatches: z.int().min(0),
  /** The last epochs see single pictures, as traps do, in place of mosaics of four. */
  closeMosaicEpochs: z.int().min(0),
  seed: z.int().min(0),
  augmentation: z.strictObject({
    hsvH: z.number(),
    hsvS: z.number(),
    hsvV: z.number(),
    degrees: z.number(),
    translate: z.number(),
    scale: z.number(),
    shear: z.number(),
    flipUd: z.number(),
    flipLr: z.number(),
    turns90: z.number(),
    mosaic: z.number(),
    /** A run that does not say was made when there were only corners. */
    boxes: z.enum(['ellipse', 'corners']).default('corners'),
  }),
  /** Absent: no teacher. */
  distillation: TeacherSettings.optional(),
});
export type TrainSettings = z.infer<typeof TrainSettings>;

/** Settings that do not shape the result, only how it is computed. */
export interface TrainMachine {
  /** Threads inside one operator; the result depends on them in the last digits. */
  readonly threads: number;
  /** Threads that decode and augment. */
  readonly workers: number;
  readonly spin: boolean;
  /** What runs the graphs of a step; default ONNX Runtime on the processor. */
  readonly engine?: GraphEngine;
}

/** The reference toolkit's defaults for what the command line does not set. */
export const FIXED_DEFAULTS = {
  finalShare: 0.01,
  momentum: 0.937,
  weightDecay: 0.0005,
  warmupMinBatches: 100,
} as const;
