import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openYoloDataset } from '@natiu/dataset';
import { renderDataset } from '@natiu/rendered-traps';
import { Command, parseCli } from '@natiu/terminal';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { registerExportCommand } from '../commands/export.ts';
import { registerTrainCommand } from '../commands/train.ts';
import { loadCheckpoint } from '../training/checkpoint.ts';
import { readMetrics } from '../training/metrics-log.ts';
import { averagedVectors } from '../training/state.ts';
import { trainModel } from '../training/train-model.ts';
import { validateWeights } from '../training/validate.ts';
import { findBaseWeights } from './base-weights.ts';
import { readWeightFile } from './read-weight-file.ts';
import { expectSameVectors, sameNumbers } from './test-support.ts';

let dir: string;
const path = (...parts: string[]) => join(dir, ...parts);
const machine = { threads: 1, workers: 1, spin: false };

/** A command inside this process. */
async function run(...argv: string[]): Promise<{ status: number; out: string; errors: string }> {
  let out = '';
  let errors = '';
  const program = new Command('trainer');
  registerTrainCommand(program);
  registerExportCommand(program);
  const stdout = vi.spyOn(process.stdout, 'write').mockImplementation((chunk) => {
    out += String(chunk);
    return true;
  });
  const stderr = vi.spyOn(process.stderr, 'write').mockImplementation(() => true);
  try {
    const status = await parseCli(program, ['node', 'trainer', ...argv], (line) => (errors += line));
    return { status, out, errors };
  } finally {
    stdout.mockRestore();
    stderr.mockRestore();
  }
}

function train(out: string, ...more: string[]) {
  const size = ['--model', 'tiny', '--imgsz', '64', '--batch', '4', '--epochs', '1', '--threads', '1'];
  const where = ['--data', path('data'), '--out', path(out)];
  return run('train', ...where, ...size, '--workers', '1', '--no-spin', '--json', ...more);
}

const jsonLines = (text: string) =>
  text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));

beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), 'start-from-weights-'));
  const splits = { train: 0.5, valid: 0.25, test: 0.25 };
  await renderDataset({ dir: path('data'), pictures: 16, seed: 4, imageSize: 64, splits });
  expect(await train('first')).toMatchObject({ status: 0, errors: '' });
});
afterAll(() => rmSync(dir, { recursive: true, force: true }));

describe('a run that starts from the checkpoint of another', () => {
  it('begins with its averaged weights, no momentum, and so with its validation figures', async () => {
    const first = await loadCheckpoint(path('first', 'last.safetensors'));
    const weights = path('first', 'last.safetensors');
    const stopped = trainModel(first.settings, {
      ...{ out: path('second'), machine, weights },
      onStart: () => {
        throw new Error('stopped before the first step');
      },
    });
    await expect(stopped).rejects.toThrow('before the first step');
    const { state, settings, position } = await loadCheckpoint(path('second', 'last.safetensors'));
    expectSameVectors(averagedVectors(state), averagedVectors(first.state));
    expect(sameNumbers(state['weight']!, first.state['ema.weight']!)).toBe(true);
    expect(state['momentum.weight']!.every((value) => value === 0)).toBe(true);
    expect(position).toMatchObject({ epoch: 0, batch: 0, updates: 0 });

    const { pictures } = (await openYoloDataset(path('data'))).split('valid');
    const { report } = await validateWeights(settings, averagedVectors(state), pictures, machine);
    const [figures] = await readMetrics(path('first'));
    expect(report.map50).toBe(figures!.validation.map50);
    expect(report.map50To95).toBe(figures!.validation.map50To95);
    expect(JSON.parse(readFileSync(path('second', 'start.json'), 'utf8'))).toMatchObject({
      file: weights,
      kind: 'checkpoint of a run',
      missing: [],
      reinitialised: [],
    });
  });

  it('is launched by --weights from the model that the other exported, and says what it took', async () => {
    const file = path('first.onnx');
    expect(await run('export', '--run', path('first'), '--out', file)).toMatchObject({ status: 0 });
    const end = await train('from-model', '--weights', file);
    expect(end).toMatchObject({ status: 0, errors: '' });
    const { start } = jsonLines(end.out).find((line) => 'start' in line)!;
    expect(start).toMatchObject({ file, kind: 'ONNX', taken: start.needed, missing: [], unexpected: [] });
    expect(await readMetrics(path('from-model'))).toHaveLength(1);
  });

  it('can be started from base weights that the other exported', async () => {
    const file = path('base', 'tiny.safetensors');
    const end = await run('export', '--run', path('first'), '--base', '--out', file, '--json');
    expect(end).toMatchObject({ status: 0, errors: '' });
    expect(jsonLines(end.out).at(-1)).toMatchObject({ file, model: 'tiny', epoch: 1 });
    expect(await findBaseWeights('tiny', path('base'))).toBe(file);
    expect((await readWeightFile(file)).kind).toBe('safetensors');
  });

  it('is refused when the file is not there or the start is asked for twice, and leaves no run behind', async () => {
    const missing = await train('third', '--weights', path('nothing.pt'));
    expect(missing.status).toBe(3);
    expect(missing.errors).toContain(`There is no file of weights ${path('nothing.pt')}`);
    const twice = await train('third', '--weights', path('first', 'last.safetensors'), '--init', 'base');
    expect(twice.status).toBe(2);
    expect(twice.errors).toContain('not from both');
    expect(existsSync(path('third', 'last.safetensors'))).toBe(false);
  });
});
