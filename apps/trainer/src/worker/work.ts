import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { pipeline } from 'node:stream/promises';
import type { RunProgress } from '@natiu/contracts';
import { findDatabaseErrorCode } from '@natiu/db';
import type { Db } from '@natiu/db';
import { EnvironmentError } from '@natiu/errors';
import type { Logger } from '@natiu/logger';
import type { ObjectStore } from '@natiu/object-store';
import {
  RunLostError,
  dropRunArtefacts,
  listRunArtefacts,
  noteStageSeconds,
  saveRunArtefact,
  setRunProgress,
} from '@natiu/services';
import type { ClaimedRun } from '@natiu/services';
import type { RunLogWriter } from './run-log-writer.ts';
import type { WorkerSettings } from './settings.ts';

/** Everything that a job may use while it works on one run. */
export interface Work {
  readonly db: Db;
  readonly objects: ObjectStore;
  readonly logger: Logger;
  readonly settings: WorkerSettings;
  readonly run: ClaimedRun;
  /** Empty at the start; removed afterwards. */
  readonly dir: string;
  /** Reason: `cancelled`, `stopping` or `lost`. */
  readonly signal: AbortSignal;
  readonly log: RunLogWriter;
}

/** Thrown by a job that stopped because it was told to; what it had is in the object store. */
export class StoppedError extends Error {}

export function throwIfStopped({ signal }: Work): void {
  if (signal.aborted) throw new StoppedError();
}

const TRIES = 8;

/** A database that is away for a minute must not cost hours of training. */
export async function persist<T>(work: Pick<Work, 'logger'>, write: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await write();
    } catch (error) {
      const isAway =
        !(error instanceof RunLostError) &&
        /^(ECONN|EPIPE|57P|08|CONNECT)/.test(findDatabaseErrorCode(error) ?? '');
      if (!isAway || attempt >= TRIES) throw error;
      work.logger.warn({ attempt }, 'the database does not answer; trying again');
      await sleep(Math.min(1_000 * 2 ** attempt, 20_000));
    }
  }
}

/** A file of the run's folder into the object store, under `name`. */
export async function putArtefact(work: Work, name: string, file: string): Promise<void> {
  const { objects, run } = work;
  const stored = await objects.put(createReadStream(file));
  const superfluous = await persist(work, () => saveRunArtefact(work, run.claim, { name, ...stored }));
  for (const sha256 of superfluous) await objects.remove(sha256);
}

export async function dropArtefacts(work: Work, names: readonly string[]): Promise<void> {
  const superfluous = await persist(work, () => dropRunArtefacts(work, work.run.claim, names));
  for (const sha256 of superfluous) await work.objects.remove(sha256);
}

/** An object as a file below the run's folder. */
export async function fetchObject(work: Work, sha256: string, file: string): Promise<string> {
  const target = join(work.dir, file);
  await mkdir(dirname(target), { recursive: true });
  const { content } = await work.objects.get(sha256);
  await pipeline(content, createWriteStream(target));
  return target;
}

/** Brings the run's files whose names `isWanted` accepts; answers their names. */
export async function fetchArtefacts(work: Work, isWanted: (name: string) => boolean): Promise<string[]> {
  const names: string[] = [];
  for (const [name, sha256] of await listRunArtefacts(work, work.run.claim.runId)) {
    if (!isWanted(name)) continue;
    await fetchObject(work, sha256, name);
    names.push(name);
  }
  return names;
}

export function tellProgress(work: Work, progress: RunProgress): Promise<void> {
  return persist(work, () => setRunProgress(work, work.run.claim, progress));
}

/** Does something as a named stage: its time is kept, its name stands before its lines in the log. */
export async function inStage<T>(work: Work, name: string, act: () => Promise<T>): Promise<T> {
  const startedAt = performance.now();
  work.log.add(name, 'started');
  try {
    return await act();
  } finally {
    const seconds = (performance.now() - startedAt) / 1000;
    work.log.add(name, `${work.signal.aborted ? 'stopped' : 'ended'} after ${seconds.toFixed(1)} s`);
    if (work.signal.reason !== 'lost')
      await persist(work, () => noteStageSeconds(work, work.run.claim, { name, seconds })).catch(
        (error: unknown) => work.logger.warn({ err: error }, 'the time of a stage could not be noted'),
      );
  }
}

export async function assertWritable(dir: string): Promise<void> {
  try {
    await mkdir(dir, { recursive: true });
    await stat(dir);
  } catch (cause) {
    throw new EnvironmentError(`The folder ${dir} cannot be made. Choose another: --work-dir FOLDER`, {
      cause,
    });
  }
}
