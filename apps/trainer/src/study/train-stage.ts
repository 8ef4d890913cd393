import { join } from 'node:path';
import { FIXED_DEFAULTS } from '../config/train-settings.ts';
import type { TrainSettings } from '../config/train-settings.ts';
import { describeTeacher, findCheckpoint } from '../distillation/teacher.ts';
import { loadCheckpoint, writeAtomically } from '../training/checkpoint.ts';
import { exportModel } from '../training/export-model.ts';
import { averagedVectors } from '../training/state.ts';
import { trainModel } from '../training/train-model.ts';
import { measureOnSplits } from './measure-model.ts';
import { RUN_TITLES } from './stages.ts';
import type { RunName, Stage } from './stages.ts';
import {
  INTERRUPTED,
  bestOf,
  modelFile,
  pseudoFolder,
  runFolder,
  teacherOf,
  trainingFolder,
} from './study-context.ts';
import type { StudyContext } from './study-context.ts';
import { closeMosaicEpochs, loaderPlan } from './study-settings.ts';
import type { TrainResult } from './stage-results.ts';

type TrainStage = Extract<Stage, { kind: 'train' }>;

/** Runs that go on from the weights of another run of their seed. */
const CONTINUES: Partial<Record<RunName, RunName>> = { retrained: 'distilled', control: 'normal' };

function epochsOf({ journal: { settings } }: StudyContext, run: RunName): number {
  if (run === 'teacher') return settings.teacherEpochs;
  return CONTINUES[run] === undefined ? settings.epochs : settings.retrainEpochs;
}

/** Settings of one run; what all runs share comes from the study. */
export async function settingsOf(context: StudyContext, { seed, run }: TrainStage): Promise<TrainSettings> {
  const { settings } = context.journal;
  const continues = CONTINUES[run] !== undefined;
  const epochs = epochsOf(context, run);
  const distils = run === 'distilled';
  return {
    ...FIXED_DEFAULTS,
    data: run === 'retrained' ? pseudoFolder(context.out, seed) : trainingFolder(context),
    model: run === 'teacher' ? settings.teacherModel : settings.studentModel,
    epochs,
    batch: settings.batch,
    nominalBatch: settings.batch,
    imageSize: settings.imageSize,
    learningRate: continues ? settings.retrainLearningRate : settings.learningRate,
    cosine: settings.cosine,
    // Weights that are good already need no ramp; its high bias rate would harm them.
    warmupEpochs: continues ? 0 : settings.warmupEpochs,
    closeMosaicEpochs: closeMosaicEpochs(settings, epochs),
    seed,
    augmentation: loaderPlan(settings),
    ...(distils ? { distillation: await describeTeacher(teacherOf(context, seed), settings.losses) } : {}),
  };
}

async function trainRun(context: StudyContext, stage: TrainStage): Promise<string | typeof INTERRUPTED> {
  const { out, machine, signal, command, openProgress } = context;
  const { seed, run } = stage;
  const continues = CONTINUES[run];
  const start = continues === undefined ? undefined : bestOf(out, seed, continues);
  let progress: ReturnType<typeof openProgress> | undefined;
  try {
    const trained = await trainModel(await settingsOf(context, stage), {
      ...{ out: runFolder(out, seed, run), machine, signal, command },
      ...(start === undefined ? { init: context.journal.settings.init } : { weights: start }),
      resume: 'if-started',
      onStart: ({ batches }) => {
        const label = `Training, seed ${seed}, ${RUN_TITLES[run]}`;
        progress = openProgress({ label, total: batches, unit: 'batches' });
      },
      onBatch: ({ epoch }) => progress?.advance(1, `epoch ${epoch + 1}`),
      onEpoch: (metrics) => context.onEpoch?.(stage, metrics),
    });
    return trained.outcome === 'interrupted' ? INTERRUPTED : trained.best;
  } finally {
    progress?.finish();
  }
}

/** Trains one run (or goes on with it), exports its best checkpoint and measures the file. */
export async function runTrainStage(
  context: StudyContext,
  stage: TrainStage,
): Promise<TrainResult | typeof INTERRUPTED> {
  const { seed, run } = stage;
  const { teacherRun } = context.journal.settings;
  const file =
    run === 'teacher' && teacherRun !== undefined
      ? await findCheckpoint(teacherRun)
      : await trainRun(context, stage);
  if (file === INTERRUPTED) return INTERRUPTED;
  const { settings, state, position, dataVersion } = await loadCheckpoint(file);
  const model = modelFile(seed, run);
  const target = join(context.out, model);
  const metadata = { run: `${run}, seed ${seed}`, dataVersion, seed: String(settings.seed) };
  const exported = exportModel(settings, averagedVectors(state), { metadata });
  await writeAtomically(target, exported);
  return {
    model,
    modelSize: settings.model,
    epochs: settings.epochs,
    bestEpoch: position.best?.epoch ?? position.epoch,
    ...(await measureOnSplits(context, target)),
  };
}
