import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';

const script = join(import.meta.dirname, '../fixtures/cli.ts');
const running: ChildProcess[] = [];

interface Ended {
  readonly status: number | null;
  readonly out: string;
  readonly errors: string;
}

/** @param onOutput called with the process at its first output */
function runTrial(args: string[], onOutput?: (child: ChildProcess) => void, env = {}): Promise<Ended> {
  const child = spawn(process.execPath, [script, ...args], {
    env: { ...process.env, NATIU_DEBUG: '', ...env },
  });
  running.push(child);
  let out = '';
  let errors = '';
  child.stdout.once('data', () => onOutput?.(child));
  child.stdout.on('data', (chunk) => (out += chunk));
  child.stderr.on('data', (chunk) => (errors += chunk));
  return new Promise((resolve) => child.on('close', (status) => resolve({ status, out, errors })));
}

afterEach(() => {
  for (const child of running.splice(0)) child.kill('SIGKILL');
});

describe('runCli', () => {
  it('ends a good command with 0 and its JSON line', async () => {
    expect(await runTrial(['good'])).toEqual({ status: 0, out: '{"good":true}\n', errors: '' });
  });

  it('ends a failed command with the status of its kind, even with open handles', async () => {
    const ended = await runTrial(['missing']);
    expect(ended).toEqual({ status: 3, out: '', errors: 'error: There is no file a.onnx.\n' });
  });

  it('shows the stack of an unexpected failure only to who asks for it', async () => {
    const plain = await runTrial(['crash']);
    expect(plain).toMatchObject({ status: 1, errors: 'error: TypeError: x is undefined\n' });
    const debugged = await runTrial(['crash'], undefined, { NATIU_DEBUG: '1' });
    expect(debugged.errors).toMatch(/x is undefined\n +at |cli\.ts/);
  });

  it('ends with 2 on wrong usage', async () => {
    const ended = await runTrial(['good', '--colour']);
    expect(ended.status).toBe(2);
    expect(ended.errors).toContain("unknown option '--colour'");
  });

  it('ends at once on Ctrl-C when the command has nothing to save', async () => {
    const ended = await runTrial(['hang'], (child) => child.kill('SIGINT'));
    expect(ended.status).toBe(130);
  });

  it('lets a command save what it has on Ctrl-C', async () => {
    const ended = await runTrial(['polite'], (child) => child.kill('SIGINT'));
    expect(ended).toMatchObject({ status: 0, out: 'ready\nsaved\n' });
    expect(ended.errors).toContain('Stopping');
  });

  it('is no failure when the reader leaves early', async () => {
    const ended = await runTrial(['flood'], (child) => child.stdout?.destroy());
    expect(ended).toMatchObject({ status: 0, errors: '' });
  });
});
