import { DEFAULT_AUGMENTATION, NO_AUGMENTATION } from '@natiu/dataset';
import type { AugmentationPlan } from '@natiu/dataset';
import { z } from 'zod';
import { DistillationSettings } from '../config/distillation-settings.ts';

const Share = z.number().min(0).max(1);

/** Every setting that shapes the result of a study; kept in its journal. */
export const StudySettings = z.strictObject({
  /** Folder in YOLO format with the splits train, valid and test. */
  data: z.string(),
  /** Every run is made once per seed: 1, 2, .. */
  seeds: z.int().min(1),
  epochs: z.int().min(1),
  /** Of the teacher, and of the retraining on pseudo-labels. */
  teacherEpochs: z.int().min(1),
  retrainEpochs: z.int().min(1),
  batch: z.int().min(1),
  imageSize: z.int().multipleOf(32),
  learningRate: z.number().positive(),
  retrainLearningRate: z.number().positive(),
  warmupEpochs: z.number().min(0),
  cosine: z.boolean(),
  teacherModel: z.string(),
  studentModel: z.string(),
  /** `base`: weights that were trained once on rendered insects. */
  init: z.enum(['random', 'base']),
  /** `study`: three fixed variants of each training picture; `online`: new variants in every epoch, mosaics among them. */
  augmentation: z.enum(['study', 'online']),
  /** A trained teacher that all seeds share; absent: one is trained per seed. */
  teacherRun: z.string().optional(),
  /** Also train the normal student further for as long as the retraining takes: is it the labels or the time? */
  control: z.boolean(),
  losses: DistillationSettings,
  pseudoLabels: z.strictObject({
    thresholds: z.discriminatedUnion('kind', [
      z.strictObject({ kind: z.literal('one'), value: Share }),
      z.strictObject({ kind: z.literal('precision'), target: Share }),
    ]),
    weighting: z.enum(['hard', 'soft']),
    /** `confirmed`: a person's boxes stay; `proposed`: the teacher's replace them. */
    labels: z.enum(['confirmed', 'proposed']),
    /** Retrain on pictures with a sure prediction only, as the study did, or on all. */
    pictures: z.enum(['sure', 'all']),
  }),
});
export type StudySettings = z.infer<typeof StudySettings>;

/** What the study itself used, as far as it says. */
export const STUDY_PROTOCOL = {
  pictures: { train: 719, valid: 240, test: 240, variants: 2157, aboveThreshold: 1861 },
  epochs: 100,
  batch: 16,
  imageSize: 224,
  learningRate: 0.01,
  teacherModel: 's',
  studentModel: 'n',
  pseudoLabelConfidence: 0.4,
  /** On its own test pictures, in percent; milliseconds on a graphics card. */
  results: [
    { run: 'normal', female: [87.1, 44.9], male: [93.9, 52.4], inferenceMs: 4.5 },
    { run: 'distilled', female: [87.1, 44.9], male: [93.9, 52.4], inferenceMs: 4.4 },
    { run: 'retrained', female: [88.7, 47.6], male: [94.1, 54.6], inferenceMs: 4.6 },
  ],
} as const;

/** The last epochs of an online run see single pictures, as traps do. */
const CLOSE_MOSAIC_EPOCHS = 10;

/** Insects lie at any angle: both flips and all quarter turns, which keep boxes tight. */
const ONLINE_PLAN: AugmentationPlan = { ...DEFAULT_AUGMENTATION, flipUd: 0.5, turns90: 0.75 };

/** How the loader varies pictures: not at all where they were varied before. */
export function loaderPlan({ augmentation }: StudySettings): AugmentationPlan {
  return augmentation === 'online' ? ONLINE_PLAN : NO_AUGMENTATION;
}

/** At most a fifth of a short run, so that mosaic still has its effect. */
export function closeMosaicEpochs({ augmentation }: StudySettings, epochs: number): number {
  return augmentation === 'online' ? Math.min(CLOSE_MOSAIC_EPOCHS, Math.ceil(epochs / 5)) : 0;
}
