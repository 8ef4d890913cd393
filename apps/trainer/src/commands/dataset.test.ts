import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { renderDataset } from '@natiu/rendered-traps';
import { Command, parseCli } from '@natiu/terminal';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { registerDatasetCommand } from './dataset.ts';

let dir = '';
let errors = '';
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'dataset-command-'));
  await renderDataset({ dir: join(dir, 'set'), pictures: 10, seed: 3, imageSize: 64 });
});
afterEach(() => vi.restoreAllMocks());
afterAll(() => rm(dir, { recursive: true }));

async function run(...args: string[]) {
  errors = '';
  const write = (text: string): void => void (errors += text);
  const program = new Command('trainer').configureOutput({ writeErr: write });
  registerDatasetCommand(program);
  let output = '';
  vi.spyOn(process.stderr, 'write').mockReturnValue(true);
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    output += String(text);
    return true;
  });
  const status = await parseCli(program, ['node', 'trainer', 'dataset', ...args], write);
  const last = output.trim().split('\n').at(-1) ?? '';
  return { status, output, json: () => JSON.parse(last) as Record<string, unknown> };
}

describe('trainer dataset', () => {
  it('imports, checks, freezes, verifies and draws, each with one JSON object at the end', async () => {
    const at = (name: string): string => join(dir, name);
    const imported = await run('import', '--source', at('set'), '--out', at('in'), '--json');
    expect(imported.status).toBe(0);
    expect(imported.json()).toMatchObject({ form: 'yolo', pictures: 10, quarantined: 0 });
    const checked = await run('check', '--source', at('in'), '--out', at('check'), '--json');
    expect(checked.json()).toMatchObject({ pictures: 10, refused: 0 });
    expect(await readFile(at('check/report.html'), 'utf8')).toContain('Class balance');
    const frozen = await run(
      'version',
      '--source',
      at('in'),
      '--out',
      at('v'),
      '--augment',
      'study',
      '--no-join-near',
      '--json',
    );
    expect(frozen.json()).toMatchObject({
      counts: { pictures: { train: 6, valid: 2, test: 2 }, trainingFiles: 18 },
    });
    expect((await run('verify', '--data', at('v'))).output).toContain('unchanged');
    const sheet = await run(
      'sheet',
      '--data',
      at('v'),
      '--out',
      at('s.png'),
      '--plan',
      'online',
      '--pictures',
      '2',
      '--variants',
      '2',
      '--size',
      '48',
      '--json',
    );
    expect(sheet.json()).toMatchObject({ width: 152, height: 102 });
  });

  it('ends with a clear error and writes nothing for wrong options', async () => {
    const source = join(dir, 'set');
    const out = join(dir, 'never');
    expect((await run('version', '--source', source, '--out', out, '--split', '60/40')).status).toBe(2);
    expect((await run('import', '--source', source, '--out', out, '--map', 'Hembra')).status).toBe(2);
    expect((await run('import', '--source', join(dir, 'nothing'), '--out', out)).status).toBe(3);
    expect(errors).toContain('There is no folder or archive');
    expect((await run('import', '--source', source, '--out', source)).status).not.toBe(0);
    await expect(readFile(out)).rejects.toThrow('ENOENT');
  });
});
