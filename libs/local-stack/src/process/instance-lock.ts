import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { ConflictError } from '@natiu/errors';
import { readProcessStart } from './process-start.ts';

export interface InstanceLock {
  release(): void;
}

interface Holder {
  pid: number;
  start: string | undefined;
}

function readHolder(file: string): Holder | undefined {
  try {
    const value = JSON.parse(readFileSync(file, 'utf8')) as Holder;
    return Number.isInteger(value.pid) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** The living holder of a lock, if any: a lock whose process was killed counts as free. */
export function findLockHolder(file: string): number | undefined {
  const holder = readHolder(file);
  if (!holder) return undefined;
  const start = readProcessStart(holder.pid);
  return start !== undefined && start === holder.start ? holder.pid : undefined;
}

/**
 * One process at a time. `what` names the thing in the error.
 * @throws ConflictError with the holder's process id
 */
export function acquireLock(file: string, what: string): InstanceLock {
  mkdirSync(dirname(file), { recursive: true });
  const mine: Holder = { pid: process.pid, start: readProcessStart(process.pid) };
  for (let attempt = 0; attempt < 3; attempt++) {
    try {
      writeFileSync(file, JSON.stringify(mine), { flag: 'wx', mode: 0o644 });
      return { release: () => releaseLock(file) };
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
      const pid = findLockHolder(file);
      if (pid !== undefined) {
        throw new ConflictError(`${what} is in use by the running process ${pid}.`, {
          details: { pid, file },
        });
      }
      rmSync(file, { force: true });
    }
  }
  throw new ConflictError(`${what} is being taken by another process at this moment; try again.`);
}

function releaseLock(file: string): void {
  if (readHolder(file)?.pid === process.pid) rmSync(file, { force: true });
}
