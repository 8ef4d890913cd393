import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { openSync, closeSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { EnvironmentError } from '@natiu/errors';
import { readCommandLine } from '../process/process-start.ts';
import type { PostgresBinaries } from './locate-binaries.ts';
import { spawnIdentity } from './run-as.ts';
import type { RunAs } from './run-as.ts';

const READY_TIMEOUT_MS = 60_000;

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

function readPidFile(directory: string): string[] | undefined {
  try {
    return readFileSync(join(directory, 'postmaster.pid'), 'utf8').split('\n');
  } catch {
    return undefined;
  }
}

/** A server that outlived the process that started it (killed with -9). */
export function findSurvivor(directory: string): number | undefined {
  const pid = Number(readPidFile(directory)?.[0]);
  if (!Number.isInteger(pid) || pid <= 1 || !isAlive(pid)) return undefined;
  const command = readCommandLine(pid);
  return command.includes('postgres') && command.includes(directory) ? pid : undefined;
}

async function waitUntilGone(pid: number, timeoutMs: number): Promise<boolean> {
  const end = performance.now() + timeoutMs;
  while (isAlive(pid)) {
    if (performance.now() > end) return false;
    await sleep(25);
  }
  return true;
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

/** Fast shutdown (open transactions roll back, a checkpoint is written); after `graceMs` immediate shutdown. */
export async function stopPostmaster(pid: number, graceMs = 8_000): Promise<void> {
  signal(pid, 'SIGINT');
  if (await waitUntilGone(pid, graceMs)) return;
  signal(pid, 'SIGQUIT');
  if (await waitUntilGone(pid, 4_000)) return;
  throw new EnvironmentError(`PostgreSQL (process ${pid}) does not stop.`);
}

export interface PostmasterPlan {
  directory: string;
  logFile: string;
  port: number;
  binaries: PostgresBinaries;
  runAs: RunAs | undefined;
  durable: boolean;
}

function postmasterArguments(plan: PostmasterPlan): string[] {
  const settings: Record<string, string> = {
    listen_addresses: '127.0.0.1',
    port: String(plan.port),
    unix_socket_directories: '',
    max_connections: '80',
    shared_buffers: plan.durable ? '128MB' : '32MB',
    timezone: 'UTC',
    log_timezone: 'UTC',
    logging_collector: 'off',
    fsync: plan.durable ? 'on' : 'off',
    full_page_writes: plan.durable ? 'on' : 'off',
    synchronous_commit: plan.durable ? 'on' : 'off',
  };
  return [
    '-D',
    plan.directory,
    ...Object.entries(settings).flatMap(([key, value]) => ['-c', `${key}=${value}`]),
  ];
}

/** Starts the server in a process group of its own, so that Ctrl-C in a terminal does not reach it first. */
export function spawnPostmaster(plan: PostmasterPlan): ChildProcess {
  const log = openSync(plan.logFile, 'a', 0o600);
  try {
    return spawn(plan.binaries.postgres, postmasterArguments(plan), {
      cwd: '/',
      detached: true,
      stdio: ['ignore', log, log],
      env: { PATH: process.env.PATH, LC_ALL: 'C', TZ: 'UTC' },
      ...spawnIdentity(plan.runAs),
    });
  } finally {
    closeSync(log);
  }
}

function readNewLog(logFile: string, from: number): string {
  try {
    return readFileSync(logFile).subarray(from).toString('utf8').trim().split('\n').slice(-8).join('\n');
  } catch {
    return '';
  }
}

export function logSize(logFile: string): number {
  try {
    return statSync(logFile).size;
  } catch {
    return 0;
  }
}

/** @throws EnvironmentError with the end of the server's log when it ends or does not become ready in time */
export async function waitUntilReady(
  child: ChildProcess,
  plan: PostmasterPlan,
  logFrom: number,
): Promise<void> {
  const end = performance.now() + READY_TIMEOUT_MS;
  let failure: string | undefined;
  child.once('error', (error) => (failure = error.message));
  child.once('exit', (code, name) => (failure ??= `ended with ${code ?? name}`));
  for (;;) {
    const lines = readPidFile(plan.directory);
    if (lines?.[0] === String(child.pid) && lines[7]?.trim() === 'ready') return;
    if (failure !== undefined || performance.now() > end) {
      throw new EnvironmentError(
        `PostgreSQL did not start (${failure ?? 'not ready in time'}). Its log ${plan.logFile} ends with:\n` +
          readNewLog(plan.logFile, logFrom),
        { details: { port: plan.port } },
      );
    }
    await sleep(20);
  }
}
