import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { openLog } from './log-file.ts';

export interface ProcessPlan {
  name: string;
  /** Arguments of `node`. */
  args: string[];
  env?: Record<string, string>;
  cwd: string;
  logFile: string;
  /** Told about every unexpected end. */
  onTrouble?: (text: string) => void;
}

export interface SupervisedProcess {
  name: string;
  /** Asks politely, waits, and ends it in the end. */
  stop(graceMs: number): Promise<void>;
  /** At once; for a second Ctrl-C. */
  kill(): void;
}

const FIRST_DELAY_MS = 1_000;
const LONGEST_DELAY_MS = 30_000;
/** Ran this long: the next failure is a new story. */
const STABLE_MS = 60_000;

export function nextDelay(previousMs: number, ranMs: number): number {
  if (previousMs === 0 || ranMs > STABLE_MS) return FIRST_DELAY_MS;
  return Math.min(previousMs * 2, LONGEST_DELAY_MS);
}

/** The whole group: a child may have children of its own. */
export function signalGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  try {
    process.kill(-child.pid, signal);
  } catch {
    // Gone in between.
  }
}

/**
 * Children live in process groups of their own: Ctrl-C in a terminal reaches the launcher only, which then
 * stops them in order. The pipe as standard input ends with the launcher, whatever ends it; see `exitWithParent`.
 */
export function spawnNode(plan: ProcessPlan): ChildProcess {
  const log = openLog(plan.logFile);
  try {
    const child = spawn(process.execPath, plan.args, {
      cwd: plan.cwd,
      detached: true,
      stdio: ['pipe', log.fd, log.fd],
      env: { ...process.env, ...plan.env, NATIU_EXIT_WITH_PARENT: '1' },
    });
    child.stdin!.on('error', () => {});
    return child;
  } finally {
    log.close();
  }
}

/** Keeps a process running: starts it again when it ends, later and later while it keeps failing. */
export function superviseProcess(plan: ProcessPlan): SupervisedProcess {
  let child: ChildProcess | undefined;
  let ended = Promise.resolve();
  let timer: NodeJS.Timeout | undefined;
  let stopping = false;
  let delayMs = 0;

  const start = () => {
    const startedAt = performance.now();
    const mine = spawnNode(plan);
    child = mine;
    ended = new Promise((resolve) => {
      const onEnd = (reason: string) => {
        resolve();
        if (stopping || child !== mine) return;
        child = undefined;
        delayMs = nextDelay(delayMs, performance.now() - startedAt);
        plan.onTrouble?.(`${plan.name} ${reason}; starts again in ${delayMs / 1000} s. Log: ${plan.logFile}`);
        timer = setTimeout(start, delayMs);
      };
      mine.once('exit', (code, signal) => onEnd(`ended (${signal ?? `exit ${code}`})`));
      mine.once('error', (error) => onEnd(`could not start (${error.message})`));
    });
  };
  start();

  return {
    name: plan.name,
    async stop(graceMs) {
      stopping = true;
      clearTimeout(timer);
      if (!child) return;
      const last = child;
      signalGroup(last, 'SIGTERM');
      const force = setTimeout(() => signalGroup(last, 'SIGKILL'), graceMs);
      await ended;
      clearTimeout(force);
    },
    kill() {
      stopping = true;
      clearTimeout(timer);
      if (child) signalGroup(child, 'SIGKILL');
    },
  };
}
