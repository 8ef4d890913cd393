import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { renderDataset } from '@natiu/rendered-traps';
import { Command, parseCli } from '@natiu/terminal';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { registerStudyCommand } from '../commands/study.ts';
import { loadCheckpoint } from '../training/checkpoint.ts';
import { readMetrics } from '../training/metrics-log.ts';

let dir: string;
const path = (...parts: string[]) => join(dir, ...parts);
const main = join(import.meta.dirname, '../main.ts');

beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), 'study-'));
  await renderDataset({
    dir: path('data'),
    pictures: 20,
    seed: 4,
    imageSize: 64,
    splits: { train: 0.4, valid: 0.3, test: 0.3 },
  });
});
afterAll(() => rmSync(dir, { recursive: true, force: true }));

function argumentsFor(...more: string[]): string[] {
  const models = ['--teacher-model', 'tiny', '--student-model', 'tiny', '--imgsz', '64', '--batch', '4'];
  const length = ['--epochs', '2', '--seeds', '1', '--pseudo-threshold', '0'];
  const machine = ['--threads', '1', '--no-spin', '--json'];
  return ['study', '--data', path('data'), '--out', path('out'), ...models, ...length, ...machine, ...more];
}

/** `trainer study` inside this process. */
async function study(...more: string[]): Promise<{ status: number; out: string; errors: string }> {
  let out = '';
  let errors = '';
  const program = new Command('trainer');
  registerStudyCommand(program);
  const stdout = vi.spyOn(process.stdout, 'write').mockImplementation((chunk) => {
    out += String(chunk);
    return true;
  });
  const stderr = vi.spyOn(process.stderr, 'write').mockImplementation(() => true);
  try {
    const argv = ['node', 'trainer', ...argumentsFor(...more)];
    const status = await parseCli(program, argv, (line) => (errors += line));
    return { status, out, errors };
  } finally {
    stdout.mockRestore();
    stderr.mockRestore();
  }
}

/** `trainer study` as a process of its own, killed when the first epoch of a run was printed. */
function studyUntilKilled(stage: string): Promise<string | null> {
  const child = spawn(process.execPath, [main, ...argumentsFor()], { stdio: ['ignore', 'pipe', 'ignore'] });
  let text = '';
  child.stdout.on('data', (chunk: Buffer) => {
    text += chunk.toString();
    if (text.includes(`{"stage":"${stage}","epoch":1`)) child.kill('SIGKILL');
  });
  return new Promise((resolve) => child.on('close', (_, signal) => resolve(signal)));
}

const journal = () => JSON.parse(readFileSync(path('out/study.json'), 'utf8'));
const linesOf = (text: string) =>
  text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));

describe('a study', () => {
  it('that was killed goes on with the run and the epoch where it stopped, and reports on all of it', async () => {
    expect(await studyUntilKilled('seed-1/normal')).toBe('SIGKILL');
    expect(journal().stages.map((stage: { key: string }) => stage.key)).toEqual(['data', 'seed-1/teacher']);
    const teacher = statSync(path('out/seed-1/teacher/last.safetensors')).mtimeMs;
    const before = (await loadCheckpoint(path('out/seed-1/normal/last.safetensors'))).position.epoch;
    expect(before).toBeGreaterThan(0);

    const { status, out, errors } = await study();
    expect([status, errors]).toEqual([0, '']);
    const lines = linesOf(out);
    expect(lines.filter((line) => 'number' in line).map((line) => line.stage)).toEqual([
      'seed-1/normal',
      'seed-1/distilled',
      'seed-1/pseudo-labels',
      'seed-1/retrained',
      'seed-1/compare',
      'speed',
    ]);
    expect(statSync(path('out/seed-1/teacher/last.safetensors')).mtimeMs).toBe(teacher);
    const epochs = lines.filter((line) => line.stage === 'seed-1/normal' && 'epoch' in line);
    expect(epochs.map((line) => line.epoch)).toEqual([1, 2].filter((epoch) => epoch > before));
    expect((await readMetrics(path('out/seed-1/normal'))).map((line) => line.epoch)).toEqual([1, 2]);

    const last = lines.at(-1);
    expect(last.outcome).toBe('finished');
    expect(last.runs.map((one: { run: string }) => one.run)).toEqual([
      'teacher',
      'normal',
      'distilled',
      'retrained',
    ]);
    expect(last.speed.models).toHaveLength(4);
  }, 400_000);

  it('trains on three variants of each training picture and shows all that was asked for', () => {
    const [{ result }] = journal().stages;
    expect(result.trainingFiles).toBe(3 * result.pictures.train);
    const markdown = readFileSync(path('out/report.md'), 'utf8');
    for (const heading of [
      'Results on the test split',
      'Class balance',
      'Settings',
      'Loss curves',
      'Inference time',
      'Sample detections',
    ])
      expect(markdown).toContain(`## ${heading}`);
    for (const run of ['normal', 'distilled', 'retrained'])
      expect(markdown).toContain(`pictures/loss-${run}.svg`);
    for (const [, file] of markdown.matchAll(/\]\((pictures\/[^)]+)\)/g))
      expect(existsSync(path('out', file!))).toBe(true);
    expect(readFileSync(path('out/report.html'), 'utf8')).toContain('All 8 stages have finished.');
  });

  it('that has finished is left as it is, and is not mixed with another', async () => {
    const before = readFileSync(path('out/study.json'), 'utf8');
    const again = await study();
    expect(again.status).toBe(0);
    expect(linesOf(again.out).map((line) => line.outcome ?? line.engine)).toEqual(['onnx/cpu', 'finished']);
    expect(readFileSync(path('out/study.json'), 'utf8')).toBe(before);
    const other = await study('--lr', '0.02');
    expect([other.status, other.errors]).toEqual([4, expect.stringContaining('another learningRate')]);
  });
});
