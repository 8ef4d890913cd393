import { access } from 'node:fs/promises';
import { join } from 'node:path';
import type { YoloDataset } from '@natiu/dataset';
import { CLASS_NAMES } from '@natiu/domain';
import { ConflictError, InputError } from '@natiu/errors';
import { architectureOf } from '@natiu/yolo';
import type { TrainSettings } from '../config/train-settings.ts';
import { startAdapter } from '../distillation/distiller.ts';
import { findBaseWeights } from '../weights/base-weights.ts';
import { loadStartWeights } from '../weights/start-weights.ts';
import type { StartReport } from '../weights/start-weights.ts';
import { loadCheckpoint, saveCheckpoint, writeAtomically } from './checkpoint.ts';
import type { Checkpoint } from './checkpoint.ts';
import { noLosses } from './losses.ts';
import { LAST_CHECKPOINT } from './run-files.ts';
import { averagedVectors, startFrom, startState } from './state.ts';
import type { StateVectors } from './state.ts';

export interface StartOptions {
  /** Folder of the run. */
  readonly out: string;
  /** A file whose weights are the start, in place of random ones. */
  readonly weights?: string;
  /** `base` starts from the weights that were trained once on rendered insects. */
  readonly init?: 'random' | 'base';
  /** Told what was taken from the file before the first batch; noted in `start.json` as well. */
  readonly onStartWeights?: (report: StartReport) => void;
}

/** What the run began with, in its folder. */
export const START_FILE = 'start.json';

export async function holdsRun(out: string): Promise<boolean> {
  return access(join(out, LAST_CHECKPOINT)).then(
    () => true,
    () => false,
  );
}

/** @throws ConflictError when the folder holds a run already */
export async function startRun(
  settings: TrainSettings,
  dataset: YoloDataset,
  options: StartOptions,
): Promise<Checkpoint> {
  const { out } = options;
  if (await holdsRun(out))
    throw new ConflictError(`${out} already holds a run. Continue it with --resume, or name another --out.`);
  const state = await firstState(settings, options);
  const checkpoint: Checkpoint = {
    dataVersion: await dataset.dataVersion(),
    settings,
    state: { ...state, ...startAdapter(settings) },
    position: {
      epoch: 0,
      batch: 0,
      updates: 0,
      lastUpdateIteration: -1,
      lossSums: noLosses(),
      epochSeconds: 0,
      startedAtUtc: new Date().toISOString(),
    },
  };
  await saveCheckpoint(join(out, LAST_CHECKPOINT), checkpoint);
  return checkpoint;
}

/** Random weights, or those of a file with fresh momentum. */
async function firstState(settings: TrainSettings, options: StartOptions): Promise<StateVectors> {
  const { out, weights, init } = options;
  const architecture = architectureOf(settings.model, CLASS_NAMES.length);
  const random = startState(architecture, settings.seed);
  if (weights && init === 'base')
    throw new InputError('A run starts from --weights or from --init base, not from both.');
  const file = init === 'base' ? await findBaseWeights(settings.model) : weights;
  if (!file) return random;
  const { vectors, report } = await loadStartWeights(file, architecture, averagedVectors(random));
  await writeAtomically(join(out, START_FILE), `${JSON.stringify(report, null, 2)}\n`);
  options.onStartWeights?.(report);
  return startFrom(vectors);
}

/** A resumed run must be the same run: same settings, same pictures. The folder may have moved. */
export async function continueRun(
  settings: TrainSettings,
  dataset: YoloDataset,
  out: string,
): Promise<Checkpoint> {
  const checkpoint = await loadCheckpoint(join(out, LAST_CHECKPOINT));
  const before = withoutPlaces(checkpoint.settings);
  const now = withoutPlaces(settings);
  const changed = Object.keys({ ...before, ...now }).filter(
    (key) =>
      JSON.stringify(now[key as keyof typeof now]) !== JSON.stringify(before[key as keyof typeof before]),
  );
  if (changed.length > 0) {
    throw new ConflictError(
      `${out} was started with another ${changed.join(', ')}. Resume it with the same options.`,
    );
  }
  if (checkpoint.dataVersion !== (await dataset.dataVersion())) {
    throw new ConflictError(
      `The pictures or labels in ${settings.data} have changed since ${out} was started.`,
    );
  }
  return { ...checkpoint, settings };
}

/** Folders may move between the parts of a run; a teacher is known by its hash. */
function withoutPlaces({ data: _data, distillation, ...rest }: TrainSettings) {
  return { ...rest, distillation: distillation && { ...distillation, teacher: '' } };
}
