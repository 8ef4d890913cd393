import { mkdir, open, readFile, rename } from 'node:fs/promises';
import { dirname } from 'node:path';
import { InputError, NotFoundError } from '@natiu/errors';
import { readSafetensors, readSafetensorsMetadata, writeSafetensors } from '@natiu/onnx-format';
import { z } from 'zod';
import { TrainSettings } from '../config/train-settings.ts';
import { LossSums } from './losses.ts';
import type { StateVectors } from './state.ts';

/** Where a run stands; together with the vectors it continues as if it had never stopped. */
export const RunPosition = z.strictObject({
  /** Next epoch and batch to do, from 0. */
  epoch: z.int().min(0),
  batch: z.int().min(0),
  /** Optimizer steps done; the moving average's decay depends on it. */
  updates: z.int().min(0),
  /** Batch counter at the last optimizer step, -1 before the first. */
  lastUpdateIteration: z.int().min(-1),
  /** Sums over the batches of the unfinished epoch. */
  lossSums: LossSums,
  epochSeconds: z.number().min(0),
  best: z.strictObject({ epoch: z.int(), fitness: z.number() }).optional(),
  startedAtUtc: z.iso.datetime(),
});
export type RunPosition = z.infer<typeof RunPosition>;

/** The free text pair of a safetensors file that makes it a checkpoint. */
export const CHECKPOINT_KEY = 'checkpoint';

const Header = z.strictObject({
  format: z.literal('natiu-checkpoint-1'),
  dataVersion: z.string(),
  settings: TrainSettings,
  position: RunPosition,
});
export type CheckpointHeader = Omit<z.infer<typeof Header>, 'format'>;

export interface Checkpoint extends CheckpointHeader {
  readonly state: StateVectors;
}

/** Writes beside the target, forces it to disk, then renames: a kill at any moment leaves the old or the new one. */
export async function saveCheckpoint(file: string, checkpoint: Checkpoint): Promise<void> {
  const { state, ...header } = checkpoint;
  const tensors = new Map(
    Object.entries(state).map(([name, data]) => [
      name,
      { dataType: 'float32' as const, shape: [data.length], data },
    ]),
  );
  const bytes = writeSafetensors(tensors, {
    [CHECKPOINT_KEY]: JSON.stringify({ format: 'natiu-checkpoint-1', ...header }),
  });
  await writeAtomically(file, bytes);
}

export async function writeAtomically(file: string, bytes: Uint8Array | string): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  const beside = `${file}.part`;
  const handle = await open(beside, 'w');
  try {
    await handle.writeFile(bytes);
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(beside, file);
}

/** @throws NotFoundError when there is none, InputError when it is no checkpoint of ours or is damaged */
export async function loadCheckpoint(file: string): Promise<Checkpoint> {
  const bytes = await readFile(file).catch((cause: unknown) => {
    throw new NotFoundError(`There is no checkpoint ${file}. Start the run without --resume.`, { cause });
  });
  return parseCheckpoint(bytes, file);
}

/**
 * @param file where the bytes came from, for messages
 * @throws InputError when they are no checkpoint of ours or damaged
 */
export function parseCheckpoint(bytes: Uint8Array, file: string): Checkpoint {
  const tensors = readSafetensors(bytes);
  const header = Header.safeParse(readHeader(bytes, file));
  if (!header.success) {
    throw new InputError(`${file} is no checkpoint of this trainer: ${z.prettifyError(header.error)}`);
  }
  const { format: _format, ...rest } = header.data;
  const state: StateVectors = {};
  for (const [name, tensor] of tensors) state[name] = (tensor.data as Float32Array).slice();
  return { ...rest, state };
}

function readHeader(bytes: Uint8Array, file: string): unknown {
  const text = readSafetensorsMetadata(bytes)[CHECKPOINT_KEY];
  if (text === undefined) throw new InputError(`${file} holds weights, but no checkpoint of a run.`);
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new InputError(`${file} is no checkpoint of this trainer: its settings are damaged.`, { cause });
  }
}
