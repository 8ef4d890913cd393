import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { renderDataset } from '@natiu/rendered-traps';
import { Command, parseCli } from '@natiu/terminal';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { registerEvaluateCommand } from '../commands/evaluate.ts';
import { registerQuantiseCommand } from '../commands/quantise.ts';

const MODEL = join(import.meta.dirname, '../../../../models/demo/demo.onnx');

let dir: string;
const path = (name: string) => join(dir, name);

beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), 'quantise-'));
  await renderDataset({
    dir: path('data'),
    pictures: 52,
    seed: 'quantise',
    splits: { train: 1, valid: 4, test: 8 },
  });
});
afterAll(() => rmSync(dir, { recursive: true, force: true }));

async function run(...argv: string[]): Promise<{ status: number; out: string; errors: string }> {
  let out = '';
  let errors = '';
  const program = new Command('trainer');
  registerQuantiseCommand(program);
  registerEvaluateCommand(program);
  const stdout = vi.spyOn(process.stdout, 'write').mockImplementation((chunk: unknown) => {
    out += String(chunk);
    return true;
  });
  const stderr = vi.spyOn(process.stderr, 'write').mockImplementation(() => true);
  try {
    const status = await parseCli(program, ['node', 'trainer', ...argv], (text) => (errors += text));
    return { status, out, errors };
  } finally {
    stdout.mockRestore();
    stderr.mockRestore();
  }
}

describe('trainer quantise', () => {
  it('halves the demonstration model, keeps its mAP on rendered pictures, and says so', async () => {
    const { status, out, errors } = await run(
      ...['quantise', '--model', MODEL, '--data', path('data'), '--out', path('eight.onnx')],
      ...['--rounds', '1', '--json'],
    );
    expect([status, errors]).toEqual([0, '']);
    const result = JSON.parse(out.trim().split('\n').at(-1)!);
    expect(result).toMatchObject({ calibrationPictures: 16, testPictures: 32 });
    expect(result.float.map50To95).toBeGreaterThan(0.35);
    expect(Math.abs(result.eightBit.map50 - result.float.map50)).toBeLessThan(0.03);
    expect(Math.abs(result.eightBit.map50To95 - result.float.map50To95)).toBeLessThan(0.03);
    expect(result.eightBit.bytes).toBe(readFileSync(path('eight.onnx')).length);
    expect(result.eightBit.bytes / result.float.bytes).toBeLessThan(0.55);
    expect(result.speed).toMatchObject({ threads: 1, rounds: 1 });
    // The file on disk is what was measured, read by the same detector as any other.
    const again = await run('evaluate', '--model', path('eight.onnx'), '--data', path('data'), '--json');
    expect(JSON.parse(again.out.trim().split('\n').at(-1)!).map50To95).toBe(result.eightBit.map50To95);
  });

  it('never overwrites the float model and refuses to quantise twice', async () => {
    const same = await run('quantise', '--model', MODEL, '--data', path('data'), '--out', MODEL);
    expect([same.status, same.errors]).toEqual([2, expect.stringContaining('would overwrite')]);
    const twice = ['quantise', '--model', path('eight.onnx'), '--data', path('data')];
    const refused = await run(...twice, '--out', path('again.onnx'));
    expect([refused.status, refused.errors]).toEqual([2, expect.stringContaining('quantised already')]);
  });
});
