import { access } from 'node:fs/promises';
import { join } from 'node:path';
import type { YoloDataset } from '@natiu/dataset';
import { CLASS_NAMES } from '@natiu/domain';
import { ConflictError, InputError } from '@natiu/errors';
import { architectureOf } from '@natiu/yolo';
import type { TrainSettings } from '../config/train-settings.ts';
import { loadCheckpoint, saveCheckpoint } from './checkpoint.ts';
import type { Checkpoint } from './checkpoint.ts';
import { LAST_CHECKPOINT } from './run-training.ts';
import { averagedVectors, startFrom, startState } from './state.ts';
import type { StateVectors } from './state.ts';

export interface StartOptions {
  /** Folder of the run. */
  readonly out: string;
  /** Checkpoint whose averaged weights are the start, in place of random ones. */
  readonly weights?: string;
}

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
  const architecture = architectureOf(settings.model, CLASS_NAMES.length);
  const checkpoint: Checkpoint = {
    dataVersion: await dataset.dataVersion(),
    settings,
    state: options.weights
      ? continueFrom(await loadCheckpoint(options.weights), settings, options.weights)
      : startState(architecture, settings.seed),
    position: {
      epoch: 0,
      batch: 0,
      updates: 0,
      lastUpdateIteration: -1,
      lossSums: { box: 0, cls: 0, dfl: 0, steps: 0 },
      epochSeconds: 0,
      startedAtUtc: new Date().toISOString(),
    },
  };
  await saveCheckpoint(join(out, LAST_CHECKPOINT), checkpoint);
  return checkpoint;
}

/** The averaged weights of another run as a start, with fresh momentum. */
function continueFrom(source: Checkpoint, settings: TrainSettings, file: string): StateVectors {
  if (source.settings.model === settings.model) return startFrom(averagedVectors(source.state));
  throw new InputError(
    `${file} holds a YOLOv8${source.settings.model}, not the YOLOv8${settings.model} asked for.`,
  );
}

/** A resumed run must be the same run: same settings, same pictures. The folder may have moved. */
export async function continueRun(
  settings: TrainSettings,
  dataset: YoloDataset,
  out: string,
): Promise<Checkpoint> {
  const checkpoint = await loadCheckpoint(join(out, LAST_CHECKPOINT));
  const { data: _before, ...before } = checkpoint.settings;
  const { data: _now, ...now } = settings;
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
  return checkpoint;
}
