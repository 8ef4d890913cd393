import { z } from 'zod';

/** The three runs of the study. */
export const TRAINING_KINDS = ['normal', 'distilled', 'distilled-retrained'] as const;
export type TrainingKind = (typeof TRAINING_KINDS)[number];
/** All that workers take from the queue. */
export const RUN_KINDS = [...TRAINING_KINDS, 'import', 'propose', 'compare'] as const;
export type RunKind = (typeof RUN_KINDS)[number];

/** `interrupted`: its worker stopped or died; any worker goes on from the last checkpoint. */
export const RUN_STATES = ['queued', 'running', 'interrupted', 'succeeded', 'failed', 'cancelled'] as const;
export type RunState = (typeof RUN_STATES)[number];

const Variant = z.enum(['tiny', 'n', 's', 'm', 'l', 'x']);

export const TrainingRunSettings = z.strictObject({
  student: Variant.default('n'),
  teacher: Variant.default('s'),
  /** A finished run whose teacher is used again instead of training one. */
  teacherRunId: z.uuid().optional(),
  epochs: z.int().min(1).max(2_000).default(100),
  teacherEpochs: z.int().min(1).max(2_000).optional(),
  batch: z.int().min(1).max(256).default(16),
  imageSize: z.int().multipleOf(32).min(32).max(1_280).default(224),
  learningRate: z.number().positive().max(1).default(0.01),
  seed: z.int().min(0).default(0),
  start: z.enum(['random', 'base']).default('random'),
  augmentation: z.enum(['online', 'study']).default('online'),
  /** What the student learns from the teacher. */
  distil: z
    .array(z.enum(['response', 'features']))
    .min(1)
    .default(['response']),
  /** Predictions of the teacher above it become labels for the retraining. */
  pseudoLabelConfidence: z.number().min(0).max(1).default(0.4),
});
export type TrainingRunSettings = z.infer<typeof TrainingRunSettings>;

export const LaunchRunInput = z.strictObject({
  kind: z.enum(TRAINING_KINDS),
  datasetVersionId: z.uuid(),
  /** Models that come out of it are versions of this name. */
  modelName: z
    .string()
    .trim()
    .min(1)
    .max(60)
    .regex(/^[A-Za-z0-9][A-Za-z0-9._-]*$/, 'letters, digits, dots, dashes; no spaces'),
  title: z.string().trim().max(120).default(''),
  settings: TrainingRunSettings.prefault({}),
});
export type LaunchRunInput = z.infer<typeof LaunchRunInput>;

/** Boxes of a registered model on pictures that nobody has labelled: what reviewers look through. */
export const ProposeInput = z.strictObject({
  datasetId: z.uuid(),
  modelVersionId: z.uuid(),
  confidence: z.number().min(0.01).max(1).default(0.1),
});
export type ProposeInput = z.infer<typeof ProposeInput>;

export const CompareModelsInput = z.strictObject({
  championVersionId: z.uuid(),
  candidateVersionId: z.uuid(),
  datasetVersionId: z.uuid(),
});
export type CompareModelsInput = z.infer<typeof CompareModelsInput>;

export const RunIdInput = z.strictObject({ runId: z.uuid() });
export type RunIdInput = z.infer<typeof RunIdInput>;

export const ListRunsInput = z.strictObject({
  kinds: z.array(z.enum(RUN_KINDS)).default([...TRAINING_KINDS]),
  states: z.array(z.enum(RUN_STATES)).optional(),
  limit: z.int().min(1).max(200).default(50),
});
export type ListRunsInput = z.infer<typeof ListRunsInput>;

export const ReadRunLogInput = z.strictObject({
  runId: z.uuid(),
  /** Lines after this one. */
  after: z.int().min(0).default(0),
  limit: z.int().min(1).max(1_000).default(200),
});
export type ReadRunLogInput = z.infer<typeof ReadRunLogInput>;

/** One finished epoch of one stage, as `metrics.jsonl` has it; more fields may come. */
export const RunMetric = z.looseObject({
  epoch: z.int().min(1),
  epochs: z.int().min(1),
  loss: z.looseObject({ total: z.number() }),
  validation: z.looseObject({
    map50: z.number(),
    map50To95: z.number(),
    perClass: z.record(z.string(), z.looseObject({ ap50: z.number(), ap50To95: z.number() })),
  }),
  seconds: z.number(),
});
export type RunMetric = z.infer<typeof RunMetric>;

export type RunEstimate = {
  seconds: number;
  /** `measured`: from earlier runs here; `rule`: from the size of the network alone. */
  basis: 'measured' | 'rule';
  stages: { name: string; seconds: number }[];
};

export type RunProgress = {
  stage: string;
  stageNumber: number;
  stages: number;
  /** Within the stage; null where a stage has no epochs. */
  epoch: number | null;
  epochs: number | null;
};

export type RunRow = {
  id: string;
  kind: RunKind;
  title: string;
  modelName: string | null;
  state: RunState;
  datasetVersionId: string | null;
  /** Such as `flies v3`. */
  datasetLabel: string | null;
  progress: RunProgress | null;
  estimateSeconds: number | null;
  createdBy: string | null;
  createdAt: string;
  startedAt: string | null;
  finishedAt: string | null;
  worker: string | null;
  heardAt: string | null;
  /** Says that the worker is silent and the run is about to go back into the queue. */
  silent: boolean;
  cancelRequested: boolean;
  attempt: number;
  error: string | null;
  /** Best mAP so far on the validation split, of the last stage that trained. */
  bestMap50: number | null;
  bestMap50To95: number | null;
  modelVersionId: string | null;
};

export type RunArtefact = { name: string; sha256: string; bytes: number; at: string };

export type RunDetail = RunRow & {
  settings: unknown;
  /** By stage, in order of epochs. */
  metrics: { stage: string; points: RunMetric[] }[];
  /** Seconds by stage that is done. */
  timings: Record<string, number>;
  /** What came out: for training the whole answer of `trainer evaluate` on the test split. */
  result: unknown;
  artefacts: RunArtefact[];
};

export type RunLogLine = { seq: number; at: string; stage: string; line: string };
