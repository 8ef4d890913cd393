import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { createBatchLoader, openYoloDataset } from '@natiu/dataset';
import { CLASS_NAMES } from '@natiu/domain';
import { architectureOf } from '@natiu/yolo';
import type { TrainMachine, TrainSettings } from '../config/train-settings.ts';
import { writeAtomically } from './checkpoint.ts';
import type { RunPosition } from './checkpoint.ts';
import { readMetrics, truncateMetrics } from './metrics-log.ts';
import type { EpochMetrics } from './metrics-log.ts';
import { BEST_CHECKPOINT, LAST_CHECKPOINT, runTraining } from './run-training.ts';
import type { TrainingOutcome } from './run-training.ts';
import { continueRun, holdsRun, startRun } from './start-run.ts';
import type { StartOptions } from './start-run.ts';
import type { StepResult } from './step-runner.ts';

/** What happens when the folder holds a run already, and when it does not. */
export type ResumeMode =
  /** Starts; refuses a folder with a run. */
  | 'never'
  /** Goes on; refuses a folder without one. */
  | 'always'
  /** Goes on where there is a run, else starts. */
  | 'if-started';

export interface TrainModelOptions extends StartOptions {
  readonly machine: TrainMachine;
  /** Default `never`. */
  readonly resume?: ResumeMode;
  /** Noted in the run's folder and in manifests: how to make this run again. */
  readonly command?: string;
  /** When it is aborted the run saves where it stands and ends as `interrupted`. */
  readonly signal?: AbortSignal;
  /** Called once, before the first batch, with the batches still to do. */
  readonly onStart?: (plan: { readonly batches: number }) => void;
  readonly onBatch?: (position: RunPosition, result: StepResult) => void;
  readonly onEpoch?: (metrics: EpochMetrics) => void;
}

export interface TrainedModel {
  readonly outcome: TrainingOutcome;
  readonly out: string;
  /** Checkpoint files. */
  readonly best: string;
  readonly last: string;
  /** Of this call, not of the parts of the run before it was resumed. */
  readonly seconds: number;
  /** Of every finished epoch, first to last. */
  readonly metrics: readonly EpochMetrics[];
}

/**
 * Trains a detector into a folder: checkpoints, `settings.json`, `metrics.jsonl`, curves.
 *
 * @throws InputError for settings or data that cannot be used, ConflictError when the folder holds another run,
 *   NotFoundError when there is none to resume
 */
export async function trainModel(settings: TrainSettings, options: TrainModelOptions): Promise<TrainedModel> {
  const { out, machine } = options;
  const startedAt = performance.now();
  architectureOf(settings.model, CLASS_NAMES.length);
  const dataset = await openYoloDataset(settings.data);
  const split = dataset.split('train');
  const validation = dataset.split('valid');
  await mkdir(out, { recursive: true });
  const resumes = await decideToResume(options);
  const checkpoint = resumes
    ? await continueRun(settings, dataset, out)
    : await startRun(settings, dataset, options);
  await truncateMetrics(out, checkpoint.position.epoch);
  await writeAtomically(join(out, 'settings.json'), `${JSON.stringify(settings, null, 2)}\n`);
  if (!resumes && options.command) await writeAtomically(join(out, 'command.txt'), `${options.command}\n`);
  const loader = createBatchLoader({
    split,
    batch: settings.batch,
    imageSize: settings.imageSize,
    seed: settings.seed,
    augmentation: settings.augmentation,
    workers: machine.workers,
  });
  const perEpoch = loader.batchesPerEpoch;
  const done = checkpoint.position.epoch * perEpoch + checkpoint.position.batch;
  try {
    options.onStart?.({ batches: settings.epochs * perEpoch - done });
    const outcome = await runTraining(checkpoint, {
      dir: out,
      machine,
      loader,
      validationPictures: validation.pictures,
      trainingPictures: split.pictures.length,
      boxWeights: split.pictures.some(({ labels }) => labels.some(({ weight = 1 }) => weight !== 1)),
      signal: options.signal ?? new AbortController().signal,
      onBatch: options.onBatch ?? (() => undefined),
      onEpoch: options.onEpoch ?? (() => undefined),
    });
    return {
      outcome,
      out,
      best: join(out, BEST_CHECKPOINT),
      last: join(out, LAST_CHECKPOINT),
      seconds: (performance.now() - startedAt) / 1000,
      metrics: await readMetrics(out),
    };
  } finally {
    await loader.close();
  }
}

async function decideToResume({ resume = 'never', out }: TrainModelOptions): Promise<boolean> {
  return resume === 'if-started' ? holdsRun(out) : resume === 'always';
}
