import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command, parseCli } from '@natiu/terminal';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { registerRenderCommand } from './render.ts';

describe('trainer render', () => {
  let dir: string;
  let errors: string[];
  beforeEach(async () => {
    dir = await mkdtemp(join(tmpdir(), 'render-command-'));
    errors = [];
  });
  afterEach(async () => {
    vi.restoreAllMocks();
    await rm(dir, { recursive: true, force: true });
  });

  async function run(...args: string[]): Promise<{ status: number; output: string }> {
    const program = new Command('trainer').configureOutput({ writeErr: (text) => errors.push(text) });
    registerRenderCommand(program);
    let output = '';
    vi.spyOn(process.stderr, 'write').mockReturnValue(true);
    vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
      output += String(text);
      return true;
    });
    const status = await parseCli(program, ['node', 'trainer', 'render', ...args], (text) =>
      errors.push(text),
    );
    return { status, output };
  }

  it('writes a dataset and ends with one JSON object', async () => {
    const out = join(dir, 'set');
    const { status, output } = await run(
      '--out',
      out,
      '--pictures',
      '5',
      '--size',
      '64',
      '--seed',
      '2',
      '--json',
    );
    expect(status).toBe(0);
    const last = JSON.parse(output.trim().split('\n').at(-1) ?? '') as { pictures: number; splits: object };
    expect(last).toMatchObject({ out, pictures: 5, splits: { train: 3, valid: 1, test: 1 } });
    expect(await readdir(join(out, 'train', 'images'))).toHaveLength(3);
  });

  it('writes what a camera would have written with --flat', async () => {
    const out = join(dir, 'flat');
    const { status } = await run(
      '--out',
      out,
      '--pictures',
      '2',
      '--size',
      '64',
      '--flat',
      '--trap-seed',
      '5',
    );
    expect(status).toBe(0);
    expect((await readdir(out)).sort()).toEqual(['rendered-000000.jpg', 'rendered-000001.jpg', 'truth.json']);
  });

  it('says what is wrong with an option and writes nothing', async () => {
    const out = join(dir, 'none');
    expect((await run('--out', out, '--pictures', 'many')).status).toBe(2);
    expect((await run('--out', out, '--pictures', '2', '--female-share', '3')).status).toBe(2);
    expect(errors.join('')).toContain('share of females must lie between 0 and 1');
    await expect(readdir(out)).rejects.toThrow();
  });
});
