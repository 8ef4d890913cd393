import { accessSync, constants, mkdirSync } from 'node:fs';
import { ConflictError, EnvironmentError } from '@natiu/errors';
import { acquireLock, findLockHolder, isPortFree } from '@natiu/local-stack';
import type { InstanceLock } from '@natiu/local-stack';
import type { DataLayout } from './layout.ts';
import type { LaunchOptions } from './options.ts';

const OLDEST_NODE = 24;

function checkNode(): void {
  const major = Number(process.versions.node.split('.')[0]);
  if (major < OLDEST_NODE) {
    throw new EnvironmentError(
      `Natiu needs Node ${OLDEST_NODE} or newer, and this is ${process.versions.node}. Run it with "npm start" after "npm ci", which brings its own.`,
    );
  }
}

function prepareDataFolder(root: string): void {
  try {
    mkdirSync(root, { recursive: true });
    accessSync(root, constants.W_OK | constants.X_OK);
  } catch (cause) {
    throw new EnvironmentError(`The data folder ${root} cannot be written. Choose another: --data FOLDER`, {
      cause,
    });
  }
}

function lockDataFolder(layout: DataLayout): InstanceLock {
  const holder = findLockHolder(layout.lock);
  if (holder !== undefined) {
    throw new ConflictError(
      `Natiu already runs on ${layout.root} (process ${holder}). Stop it first, or choose another folder and port: --data FOLDER --port N`,
    );
  }
  return acquireLock(layout.lock, `The data folder ${layout.root}`);
}

async function checkPort(port: number, host: string, option: string): Promise<void> {
  if (await isPortFree(port, host)) return;
  throw new EnvironmentError(
    `Port ${port} on ${host} is busy: another program listens there. Choose another: ${option} ${port + 1}`,
    { details: { port } },
  );
}

/** What would fail later fails here, with what to do about it. Returns the hold on the data folder. */
export async function preflight(options: LaunchOptions, layout: DataLayout): Promise<InstanceLock> {
  checkNode();
  prepareDataFolder(layout.root);
  const lock = lockDataFolder(layout);
  try {
    await checkPort(options.port, options.host, '--port');
    if (options.brokerPort !== undefined) await checkPort(options.brokerPort, '127.0.0.1', '--broker-port');
    return lock;
  } catch (error) {
    lock.release();
    throw error;
  }
}
