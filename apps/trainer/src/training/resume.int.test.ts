import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { renderDataset } from '@natiu/rendered-traps';
import { Command, parseCli } from '@natiu/terminal';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { registerTrainCommand } from '../commands/train.ts';
import { loadCheckpoint } from './checkpoint.ts';
import type { Checkpoint } from './checkpoint.ts';

let dir: string;
const path = (name: string) => join(dir, name);
const main = join(import.meta.dirname, '../main.ts');

beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), 'resume-'));
  // 12 pictures to train on: three batches of four.
  await renderDataset({
    dir: path('data'),
    pictures: 24,
    seed: 4,
    imageSize: 64,
    splits: { train: 0.5, valid: 0.25, test: 0.25 },
  });
});
afterAll(() => rmSync(dir, { recursive: true, force: true }));

/** Enough that the signal arrives long before the end. */
const EPOCHS = 6;
function argumentsFor(out: string, ...more: string[]): string[] {
  const size = ['--model', 'tiny', '--imgsz', '64', '--batch', '4', '--epochs', String(EPOCHS)];
  const machine = ['--threads', '1', '--workers', '1', '--no-spin', '--json'];
  return [
    'train',
    '--data',
    path('data'),
    '--out',
    path(out),
    ...size,
    '--close-mosaic',
    '1',
    ...machine,
    ...more,
  ];
}

/** `trainer train` inside this process. */
async function train(
  out: string,
  ...more: string[]
): Promise<{ status: number; out: string; errors: string }> {
  let text = '';
  let errors = '';
  const program = new Command('trainer');
  registerTrainCommand(program);
  const stdout = vi.spyOn(process.stdout, 'write').mockImplementation((chunk) => {
    text += String(chunk);
    return true;
  });
  const stderr = vi.spyOn(process.stderr, 'write').mockImplementation(() => true);
  try {
    const argv = ['node', 'trainer', ...argumentsFor(out, ...more)];
    const status = await parseCli(program, argv, (line) => (errors += line));
    return { status, out: text, errors };
  } finally {
    stdout.mockRestore();
    stderr.mockRestore();
  }
}

/** `trainer train` as a process of its own, sent a signal while it works on its second epoch. */
function trainUntilSignal(out: string, signal: NodeJS.Signals, ...more: string[]) {
  const child = spawn(process.execPath, [main, ...argumentsFor(out, ...more)], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  // The line of the first epoch is printed when its checkpoint is safe and before the second epoch begins.
  let text = '';
  child.stdout.on('data', (chunk) => {
    const heard = text.includes('{"epoch"');
    text += String(chunk);
    if (!heard && text.includes('{"epoch"')) setTimeout(() => child.kill(signal), 5);
  });
  return new Promise<{ status: number | null; signal: string | null }>((resolve) =>
    child.on('close', (status, by) => resolve({ status, signal: by })),
  );
}

const load = (out: string, file = 'last.safetensors') => loadCheckpoint(join(path(out), file));

/** SHA-256 of every tensor: weights, momentum, moving average, running statistics, unfinished sums. */
function fingerprint({ state }: Checkpoint): Record<string, string> {
  const hash = (data: Float32Array) =>
    createHash('sha256')
      .update(new Uint8Array(data.buffer, data.byteOffset, data.byteLength))
      .digest('hex');
  return Object.fromEntries(Object.entries(state).map(([name, data]) => [name, hash(data)]));
}

const epochsIn = (out: string) =>
  readFileSync(join(path(out), 'metrics.jsonl'), 'utf8')
    .trim()
    .split('\n')
    .map((line) => {
      const { seconds: _s, picturesPerSecond: _p, waitingShare: _w, ...figures } = JSON.parse(line);
      return figures;
    });

async function expectSameRun(found: string, expected: string): Promise<void> {
  const [a, b] = [await load(found), await load(expected)];
  expect(a.position.epoch).toBe(EPOCHS);
  expect(fingerprint(a)).toEqual(fingerprint(b));
  expect(a.position.updates).toBe(b.position.updates);
  expect(epochsIn(found)).toEqual(epochsIn(expected));
  const best = 'best.safetensors';
  expect(fingerprint(await load(found, best))).toEqual(fingerprint(await load(expected, best)));
}

describe('a training run', () => {
  it('that is killed in the middle and resumed ends byte for byte as one that was not', async () => {
    expect(await train('whole')).toMatchObject({ status: 0, errors: '' });
    expect(epochsIn('whole')).toHaveLength(EPOCHS);
    expect(await trainUntilSignal('killed', 'SIGKILL')).toEqual({ status: null, signal: 'SIGKILL' });
    const before = (await load('killed')).position;
    expect(before.epoch).toBeGreaterThan(0);
    expect(before.epoch).toBeLessThan(EPOCHS);
    expect(await train('killed', '--resume')).toMatchObject({ status: 0, errors: '' });
    await expectSameRun('killed', 'whole');
  });

  it('that is interrupted saves where it stands, in the middle of a sum of gradients, and resumes the same', async () => {
    // Two batches per optimizer step, three per epoch: sums reach over epochs.
    const summing = ['--nominal-batch', '8', '--warmup-epochs', '0'];
    expect(await train('summing', ...summing)).toMatchObject({ status: 0, errors: '' });
    expect((await load('summing')).position.updates).toBe((3 * EPOCHS) / 2);
    const end = await trainUntilSignal('interrupted', 'SIGINT', ...summing);
    expect(end).toEqual({ status: 130, signal: null });
    const { position, state } = await load('interrupted');
    expect(position.epoch * 3 + position.batch).toBeLessThan(3 * EPOCHS);
    const summed = (position.epoch * 3 + position.batch) % 2 === 1;
    expect('gradient.weight' in state).toBe(summed);
    expect(await train('interrupted', '--resume', ...summing)).toMatchObject({ status: 0, errors: '' });
    await expectSameRun('interrupted', 'summing');
  });

  it('is not resumed with other settings, naming them', async () => {
    const other = await train('whole', '--resume', '--lr', '0.02', '--seed', '9');
    expect(other.status).toBe(4);
    expect(other.errors).toContain('another learningRate, seed');
  });

  it('is not overwritten by a second start', async () => {
    const before = fingerprint(await load('whole'));
    const second = await train('whole');
    expect(second.status).toBe(4);
    expect(second.errors).toMatch(/already holds a run\. Continue it with --resume/);
    expect(fingerprint(await load('whole'))).toEqual(before);
  });

  it('cannot be resumed where none was started', async () => {
    const end = await train('nothing', '--resume');
    expect(end.status).toBe(3);
    expect(end.errors).toContain('There is no checkpoint');
  });

  it('stops when the loss is not finite, says at which step, and keeps the last checkpoint', async () => {
    const end = await train('diverged', '--lr', '1e30', '--warmup-epochs', '0');
    expect(end.status).toBe(2);
    expect(end.errors).toMatch(/The loss is not finite at epoch 1, batch [123]\./);
    const { state } = await load('diverged');
    expect(Object.values(state).every((data) => data.every(Number.isFinite))).toBe(true);
    expect(existsSync(join(path('diverged'), 'metrics.jsonl'))).toBe(true);
  });
});
