import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openLog, readLastLines } from './log-file.ts';
import { runTool } from './run-tool.ts';
import { superviseProcess } from './supervised-process.ts';
import type { SupervisedProcess } from './supervised-process.ts';

let home = '';
let running: SupervisedProcess | undefined;
const troubles: string[] = [];

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'natiu-supervised-'));
  troubles.length = 0;
});
afterEach(() => {
  running?.kill();
  rmSync(home, { recursive: true, force: true });
});

const plan = (program: string) => ({
  name: 'the worker',
  args: ['-e', program],
  cwd: home,
  logFile: join(home, 'logs', 'worker.log'),
  onTrouble: (text: string) => void troubles.push(text),
});

async function waitUntil(condition: () => boolean): Promise<void> {
  for (let i = 0; i < 400 && !condition(); i++) await sleep(25);
  expect(condition()).toBe(true);
}

const isAlive = (pid: number) => {
  try {
    process.kill(pid, 0);
    return !readFileSync(`/proc/${pid}/stat`, 'utf8').includes(') Z ');
  } catch {
    return false;
  }
};

/** Writes its id and runs on. */
const WORKER = `require('fs').appendFileSync('pids', process.pid + '\\n'); setInterval(() => {}, 1000);`;
const pids = () =>
  existsSync(join(home, 'pids'))
    ? readFileSync(join(home, 'pids'), 'utf8').trim().split('\n').map(Number)
    : [];

describe('a supervised process', () => {
  it('is started again after kill -9, and the trouble is told with its log', async () => {
    running = superviseProcess(plan(WORKER));
    await waitUntil(() => pids().length === 1);
    process.kill(pids()[0]!, 'SIGKILL');
    await waitUntil(() => pids().length === 2);
    expect(troubles).toHaveLength(1);
    expect(troubles[0]).toMatch(/the worker ended \(SIGKILL\).*worker\.log/);
  });

  it('stops when asked, and is not started again', async () => {
    running = superviseProcess(plan(WORKER));
    await waitUntil(() => pids().length === 1);
    await running.stop(5_000);
    expect(isAlive(pids()[0]!)).toBe(false);
    await sleep(1_300);
    expect(pids()).toHaveLength(1);
    expect(troubles).toEqual([]);
  });

  it('is ended by force when it does not listen, with its own children', async () => {
    const stubborn = `process.on('SIGTERM', () => {}); require('child_process').spawn(process.execPath, ['-e', ${JSON.stringify(WORKER)}], {stdio: 'inherit'}); ${WORKER}`;
    running = superviseProcess(plan(stubborn));
    await waitUntil(() => pids().length === 2);
    await running.stop(200);
    await waitUntil(() => pids().every((pid) => !isAlive(pid)));
  });
});

describe('a tool', () => {
  it('fails with the end of its log', async () => {
    const failing = plan(`console.error('no such picture'); process.exit(3);`);
    await expect(runTool(failing, new AbortController().signal)).rejects.toThrow(/exit 3[^]*no such picture/);
  });

  it('is ended at once when the start is called off', async () => {
    const abort = new AbortController();
    const tool = runTool(plan(WORKER), abort.signal);
    await waitUntil(() => pids().length === 1);
    abort.abort(new Error('called off'));
    await expect(tool).rejects.toThrow('called off');
    await waitUntil(() => !isAlive(pids()[0]!));
  });
});

describe('a log', () => {
  it('is private, is appended to, and is set aside when it has grown large', () => {
    const file = join(home, 'logs', 'x.log');
    openLog(file).close();
    expect(statSync(file).mode & 0o777).toBe(0o600);
    writeFileSync(file, `${'x'.repeat(11 * 1024 * 1024)}\nlast`);
    expect(readLastLines(file, 1)).toBe('last');
    openLog(file).close();
    expect(statSync(file).size).toBe(0);
    expect(existsSync(`${file}.1`)).toBe(true);
  });
});
