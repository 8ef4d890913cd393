import { join } from 'node:path';
import type { BatchLoader, YoloPicture } from '@natiu/dataset';
import { CLASS_NAMES } from '@natiu/domain';
import { AppError } from '@natiu/errors';
import { architectureOf, effectiveWeightDecay, emaDecayAt, scheduleAt } from '@natiu/yolo';
import type { ScheduleSettings } from '@natiu/yolo';
import type { TrainMachine, TrainSettings } from '../config/train-settings.ts';
import { openDistiller } from '../distillation/distiller.ts';
import { saveCheckpoint, writeAtomically } from './checkpoint.ts';
import type { Checkpoint, RunPosition } from './checkpoint.ts';
import { drawLossCurves } from './loss-chart.ts';
import { addLosses, meanLosses, noLosses, totalLoss } from './losses.ts';
import { appendMetrics, readMetrics } from './metrics-log.ts';
import type { EpochMetrics } from './metrics-log.ts';
import { BEST_CHECKPOINT, LAST_CHECKPOINT } from './run-files.ts';
import { averagedVectors } from './state.ts';
import { createStepRunner } from './step-runner.ts';
import type { StepResult, StepRunner } from './step-runner.ts';
import { fitnessOf, validateWeights } from './validate.ts';

export { BEST_CHECKPOINT, LAST_CHECKPOINT } from './run-files.ts';

export interface TrainingRun {
  readonly dir: string;
  readonly machine: TrainMachine;
  readonly loader: BatchLoader;
  readonly validationPictures: readonly YoloPicture[];
  readonly trainingPictures: number;
  /** Some labels count only in part. */
  readonly boxWeights?: boolean;
  /** Aborted by the first Ctrl-C: the run saves where it stands and returns. */
  readonly signal: AbortSignal;
  onBatch(position: RunPosition, result: StepResult): void;
  onEpoch(metrics: EpochMetrics): void;
}

export type TrainingOutcome = 'finished' | 'interrupted';

/** A loss that is not a number: nothing after it would mean anything. */
export class DivergedError extends AppError {
  constructor(epoch: number, batch: number, files: readonly string[]) {
    super(
      'INPUT',
      `The loss is not finite at epoch ${epoch + 1}, batch ${batch + 1}. The last checkpoint is kept. ` +
        `Try a smaller --lr, or check the pictures of this batch: ${files.slice(0, 4).join(', ')} ...`,
    );
  }
}

/** Trains from a checkpoint's position to the end, or until interrupted; the checkpoint is advanced in place. */
export async function runTraining(checkpoint: Checkpoint, run: TrainingRun): Promise<TrainingOutcome> {
  const { settings } = checkpoint;
  const distiller = await openDistiller(settings, run.machine);
  const runner = createStepRunner(
    architectureOf(settings.model, CLASS_NAMES.length),
    settings.imageSize,
    run.machine,
    { distiller, boxWeights: run.boxWeights },
  );
  let current = checkpoint;
  try {
    while (current.position.epoch < settings.epochs) {
      const before = readClock(run.loader);
      const after = await trainEpoch(current, run, runner);
      const waited = waitingShare(before, readClock(run.loader));
      current = { ...current, position: after };
      if (run.signal.aborted && after.batch > 0) {
        await saveCheckpoint(join(run.dir, LAST_CHECKPOINT), current);
        return 'interrupted';
      }
      current = await finishEpoch(current, run, waited);
      if (run.signal.aborted) return 'interrupted';
    }
    return 'finished';
  } finally {
    await runner.release();
    await distiller?.release();
  }
}

export function scheduleOf(settings: TrainSettings, batchesPerEpoch: number): ScheduleSettings {
  // The other warm-up values are the reference's; its bias rate starts high because biases start far off.
  return { ...settings, batchesPerEpoch, warmupMomentum: 0.8, warmupBiasRate: 0.1 };
}

function mosaicIn(settings: TrainSettings, epoch: number): boolean {
  return epoch < settings.epochs - settings.closeMosaicEpochs;
}

/** Runs the batches that an epoch still has; `batch` is 0 in the result when all of them are done. */
async function trainEpoch(
  checkpoint: Checkpoint,
  run: TrainingRun,
  runner: StepRunner,
): Promise<RunPosition> {
  const { settings, state } = checkpoint;
  const { loader } = run;
  const schedule = scheduleOf(settings, loader.batchesPerEpoch);
  const weightDecay = effectiveWeightDecay(schedule);
  let position = checkpoint.position;
  let startedAt = performance.now();
  const options = { mosaic: mosaicIn(settings, position.epoch), firstBatch: position.batch };
  for await (const batch of loader.epoch(position.epoch, options)) {
    const iteration = position.epoch * loader.batchesPerEpoch + batch.index;
    const rates = scheduleAt(schedule, iteration);
    const updates = iteration - position.lastUpdateIteration >= rates.accumulate;
    const role =
      rates.accumulate === 1 && !state['gradient.weight']
        ? 'step'
        : updates
          ? 'step-with-accumulated'
          : 'accumulate';
    prepareSums(checkpoint, role);
    const emaDecay = emaDecayAt(position.updates + 1);
    const result = await runner.run(role, state, batch, { ...rates, weightDecay, emaDecay });
    if (!Number.isFinite(totalLoss(result)) || !Number.isFinite(result.gradientNorm)) {
      throw new DivergedError(position.epoch, batch.index, batch.files);
    }
    if (role === 'step-with-accumulated') dropSums(checkpoint);
    const now = performance.now();
    position = {
      ...position,
      batch: batch.index + 1,
      updates: position.updates + (role === 'accumulate' ? 0 : 1),
      lastUpdateIteration: role === 'accumulate' ? position.lastUpdateIteration : iteration,
      lossSums: addLosses(position.lossSums, result),
      epochSeconds: position.epochSeconds + (now - startedAt) / 1000,
    };
    startedAt = now;
    run.onBatch(position, result);
    if (run.signal.aborted && position.batch < loader.batchesPerEpoch) return position;
  }
  return { ...position, batch: 0 };
}

/** Vectors whose gradients are summed: the network's, and those of layers that exist in training only. */
const SUMMED = ['weight', 'bn', 'bias', 'adapter'] as const;

/** Summed gradients live in the state only while a sum is under way. */
function prepareSums({ state }: Checkpoint, role: string): void {
  if (role === 'step' || state['gradient.weight']) return;
  for (const name of SUMMED)
    if (state[name]) state[`gradient.${name}`] = new Float32Array(state[name].length);
}

function dropSums({ state }: Checkpoint): void {
  for (const name of SUMMED) delete state[`gradient.${name}`];
}

/** Validates, notes the epoch's figures, saves checkpoints and the curves. */
async function finishEpoch(checkpoint: Checkpoint, run: TrainingRun, waited: number): Promise<Checkpoint> {
  const { settings, position } = checkpoint;
  const schedule = scheduleOf(settings, run.loader.batchesPerEpoch);
  const nextEpoch = position.epoch + 1;
  if (nextEpoch < settings.epochs) run.loader.prepare(nextEpoch, { mosaic: mosaicIn(settings, nextEpoch) });
  const { report } = await validateWeights(
    settings,
    averagedVectors(checkpoint.state),
    run.validationPictures,
    run.machine,
  );
  const fitness = fitnessOf(report);
  const isBest = !position.best || fitness > position.best.fitness;
  const { lossSums, epochSeconds } = position;
  const rates = scheduleAt(schedule, nextEpoch * run.loader.batchesPerEpoch - 1);
  const metrics: EpochMetrics = {
    epoch: nextEpoch,
    epochs: settings.epochs,
    loss: meanLosses(lossSums, settings.distillation !== undefined),
    learningRate: rates.learningRate,
    momentum: rates.momentum,
    validation: {
      map50: report.map50,
      map50To95: report.map50To95,
      perClass: Object.fromEntries(
        Object.entries(report.perClass).map(([name, { ap50, ap50To95 }]) => [name, { ap50, ap50To95 }]),
      ),
    },
    best: isBest,
    seconds: epochSeconds,
    picturesPerSecond: run.trainingPictures / epochSeconds,
    waitingShare: waited,
  };
  const saved: Checkpoint = {
    ...checkpoint,
    position: {
      ...position,
      epoch: nextEpoch,
      batch: 0,
      lossSums: noLosses(),
      epochSeconds: 0,
      ...(isBest ? { best: { epoch: nextEpoch, fitness } } : {}),
    },
  };
  await appendMetrics(run.dir, metrics);
  if (isBest) await saveCheckpoint(join(run.dir, BEST_CHECKPOINT), saved);
  await saveCheckpoint(join(run.dir, LAST_CHECKPOINT), saved);
  const title = `YOLOv8${settings.model}, ${settings.data.split(/[\\/]/).at(-1)}, seed ${settings.seed}`;
  await writeAtomically(join(run.dir, 'curves.png'), await drawLossCurves(await readMetrics(run.dir), title));
  run.onEpoch(metrics);
  return saved;
}

interface LoaderClock {
  readonly waitedMs: number;
  readonly stepMs: number;
}

/** The loader's clocks run from its start; an epoch's share is between two readings. */
function waitingShare(before: LoaderClock, after: LoaderClock): number {
  const waited = after.waitedMs - before.waitedMs;
  const total = waited + after.stepMs - before.stepMs;
  return total === 0 ? 0 : waited / total;
}

function readClock({ waitedMs, stepMs }: LoaderClock): LoaderClock {
  return { waitedMs, stepMs };
}
