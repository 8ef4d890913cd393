import type { ChildProcess } from 'node:child_process';
import { chmodSync, mkdirSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { EnvironmentError } from '@natiu/errors';
import { findFreePort, isPortFree } from '../process/find-free-port.ts';
import { acquireLock } from '../process/instance-lock.ts';
import type { InstanceLock } from '../process/instance-lock.ts';
import { prepareClusterDirectory } from './cluster-directory.ts';
import { DATABASE_USER, ensureCluster } from './create-cluster.ts';
import { locateBinaries } from './locate-binaries.ts';
import { watchParent } from './parent-watch.ts';
import { findSurvivor, logSize, spawnPostmaster, stopPostmaster, waitUntilReady } from './postmaster.ts';
import type { PostmasterPlan } from './postmaster.ts';
import { chooseRunAs } from './run-as.ts';

export interface PostgresOptions {
  /** Default: `.natiu/postgres` of this checkout. */
  dataDir?: string;
  /** Default: a free one. */
  port?: number;
  database?: string;
  /** Called when the server ends without `stop` having been asked for. */
  onUnexpectedExit?: (reason: string) => void;
  /** A throw-away cluster: not synced to disk, and `dataDir` is removed when this process vanishes. */
  throwAway?: boolean;
}

export interface RunningPostgres {
  /** `postgres://...` with the password in it. */
  url: string;
  port: number;
  pid: number;
  /** Fast shutdown: open transactions roll back, everything committed is on disk. */
  stop(): Promise<void>;
}

const REPOSITORY_ROOT = resolve(dirname(fileURLToPath(import.meta.url)), '..', '..', '..', '..');

/**
 * Starts the real PostgreSQL on 127.0.0.1, as another user when we are root. Makes the cluster on first use,
 * stops a server that outlived a killed parent, and ends with this process whatever happens to it.
 * @throws ConflictError when a living process uses the same folder; EnvironmentError when it cannot start
 */
export async function startPostgres(options: PostgresOptions = {}): Promise<RunningPostgres> {
  const dataDir = resolve(options.dataDir ?? join(REPOSITORY_ROOT, '.natiu', 'postgres'));
  mkdirSync(dataDir, { recursive: true });
  const lock = acquireLock(join(dataDir, 'owner.json'), `The database folder ${dataDir}`);
  try {
    return await startLocked(dataDir, options, lock);
  } catch (error) {
    lock.release();
    throw error;
  }
}

async function startLocked(
  dataDir: string,
  options: PostgresOptions,
  lock: InstanceLock,
): Promise<RunningPostgres> {
  const runAs = chooseRunAs();
  // The folder holds nothing secret in the open; PostgreSQL's user has to pass through it.
  if (runAs) chmodSync(dataDir, 0o711);
  const binaries = locateBinaries(runAs);
  const directory = prepareClusterDirectory(dataDir, runAs);
  const survivor = findSurvivor(directory);
  if (survivor !== undefined) await stopPostmaster(survivor);
  const database = options.database ?? 'natiu';
  const durable = options.throwAway !== true;
  const passwordFile = join(dataDir, 'password');
  const password = ensureCluster({ directory, passwordFile, database, binaries, runAs, durable });
  const base = { directory, logFile: join(dataDir, 'postgres.log'), binaries, runAs, durable };
  const { child, port } = await startOnPort(base, options.port);
  const watch = watchParent(child.pid!, directory, options.throwAway ? dataDir : '');
  let stopping = false;
  child.once('exit', (code, signal) => {
    watch.dismiss();
    lock.release();
    if (!stopping) options.onUnexpectedExit?.(`PostgreSQL ended with ${code ?? signal}`);
  });
  child.unref();
  const account = `${DATABASE_USER}:${encodeURIComponent(password)}`;
  return {
    url: `postgres://${account}@127.0.0.1:${port}/${encodeURIComponent(database)}`,
    port,
    pid: child.pid!,
    stop: async () => {
      stopping = true;
      await stopChild(child);
      watch.dismiss();
      lock.release();
    },
  };
}

/** A free port may be taken by another before the server has it: then the next one is tried. */
async function startOnPort(
  base: Omit<PostmasterPlan, 'port'>,
  wanted: number | undefined,
): Promise<{ child: ChildProcess; port: number }> {
  if (wanted !== undefined && !(await isPortFree(wanted))) {
    throw new EnvironmentError(`Port ${wanted} on 127.0.0.1, wanted for PostgreSQL, is busy.`, {
      details: { port: wanted },
    });
  }
  for (let attempt = 1; ; attempt++) {
    const port = wanted ?? (await findFreePort());
    const plan: PostmasterPlan = { ...base, port };
    const logFrom = logSize(plan.logFile);
    const child = spawnPostmaster(plan);
    try {
      await waitUntilReady(child, plan, logFrom);
      return { child, port };
    } catch (error) {
      if (child.pid !== undefined && child.exitCode === null && child.signalCode === null) {
        await stopPostmaster(child.pid);
      }
      if (attempt >= 3) throw error;
    }
  }
}

async function stopChild(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.ref();
  const ended = new Promise<void>((done) => child.once('exit', () => done()));
  await stopPostmaster(child.pid!);
  await ended;
}
