import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { encodePicture } from '@natiu/images';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const MAIN = join(import.meta.dirname, '..', 'main.ts');
const MODEL = join(import.meta.dirname, '..', '..', 'fixtures', 'brightness.onnx');
const folder = mkdtempSync(join(tmpdir(), 'natiu-detect-'));

interface Ending {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

async function detect(...args: string[]): Promise<Ending> {
  return promisify(execFile)(process.execPath, [MAIN, 'detect', ...args]).then(
    ({ stdout, stderr }) => ({ code: 0, stdout, stderr }),
    (error) => ({ code: error.code, stdout: error.stdout, stderr: error.stderr }),
  );
}

async function putGrey(name: string, grey: number): Promise<void> {
  const data = new Uint8Array(64 * 64 * 3).fill(grey);
  const bytes = await encodePicture({ width: 64, height: 64, data }, { format: 'png' });
  writeFileSync(join(folder, name), bytes);
}

beforeAll(async () => {
  await putGrey('bright.png', 230);
  await putGrey('dark.png', 20);
  writeFileSync(join(folder, 'broken.jpg'), 'no picture');
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('trap-agent detect', () => {
  it('ends with one JSON object: counts per picture, totals, and what could not be read', async () => {
    const { code, stdout } = await detect('--source', folder, '--model', MODEL, '--json');
    expect(code).toBe(0);
    const report = JSON.parse(stdout.trim().split('\n').at(-1)!);
    // 16 cells; the model sees a female wherever red is bright.
    expect(report.pictures.map((p: { file: string }) => p.file)).toEqual(['bright.png', 'dark.png']);
    expect(report.pictures[0].counts.Female).toBe(16);
    expect(report.pictures[0].detections[0]).toMatchObject({ class: 'Female', box: [2, 2, 14, 14] });
    expect(report.pictures[1].detections).toEqual([]);
    expect(report).toMatchObject({ total: 16, totals: { Female: 16, Male: 0 } });
    expect(report.unreadable).toMatchObject([{ file: 'broken.jpg' }]);
    expect(report.modelHash).toMatch(/^[0-9a-f]{64}$/);
  });

  it('shows a person a table and the median time of each stage', async () => {
    const { code, stdout, stderr } = await detect('--source', folder, '--model', MODEL);
    expect(code).toBe(0);
    expect(stdout).toMatch(/Total +16/);
    expect(stdout).toMatch(/1 could not be read:\n +broken\.jpg/);
    expect(stderr).toMatch(/no manifest/);
  });

  it('fails with a clear line and a status for a wrong source, model or option', async () => {
    const missing = await detect('--source', join(folder, 'none'), '--model', MODEL);
    expect(missing).toMatchObject({ code: 3, stderr: expect.stringMatching(/^error: .*none/) });
    const foreign = join(folder, 'foreign.onnx');
    writeFileSync(foreign, 'not a model');
    const wrongModel = await detect('--source', folder, '--model', foreign);
    expect(wrongModel).toMatchObject({ code: 2, stderr: expect.stringContaining('foreign.onnx') });
    const noneReadable = await detect('--source', join(folder, 'broken.jpg'), '--model', MODEL, '--json');
    expect(noneReadable.code).toBe(2);
    expect((await detect('--source', folder, '--model', MODEL, '--conf', '7')).code).toBe(2);
  });
});
