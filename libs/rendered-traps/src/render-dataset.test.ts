import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openYoloDataset } from '@natiu/dataset';
import { CLASS_NAMES } from '@natiu/domain';
import { ConflictError, InputError } from '@natiu/errors';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { countSplits, renderDataset, renderFlatFolder } from './render-dataset.ts';

describe('rendered folders', () => {
  let dir: string;
  beforeEach(async () => {
    dir = await mkdtemp(join(tmpdir(), 'rendered-'));
  });
  afterEach(() => rm(dir, { recursive: true, force: true }));

  it('can be opened as a dataset with every picture and label', async () => {
    const seen: number[] = [];
    const summary = await renderDataset({
      dir,
      pictures: 10,
      seed: 3,
      imageSize: 96,
      onProgress: (done) => seen.push(done),
    });
    const dataset = await openYoloDataset(dir);
    const splits = (['train', 'valid', 'test'] as const).map((name) => dataset.split(name).pictures);
    expect(splits.map((pictures) => pictures.length)).toEqual([6, 2, 2]);
    const labels = splits.flat().flatMap((picture) => picture.labels);
    for (const [i, name] of CLASS_NAMES.entries()) {
      expect(labels.filter((label) => label.classIndex === i)).toHaveLength(summary.insects[name]);
    }
    expect(seen.at(-1)).toBe(10);
    expect(await readFile(join(dir, 'README.txt'), 'utf8')).toContain('rendered pictures');
  });

  it('are the same for the same seed, byte for byte', async () => {
    const [a, b] = [join(dir, 'a'), join(dir, 'b')];
    for (const target of [a, b]) await renderFlatFolder({ dir: target, pictures: 3, seed: 9, imageSize: 96 });
    const names = await readdir(a);
    expect(names).toHaveLength(4);
    for (const name of names) expect(await readFile(join(b, name))).toEqual(await readFile(join(a, name)));
  });

  it('tell the truth of flat folders beside the pictures', async () => {
    const scene = { trapSeed: 4, meanInsects: 2 };
    const summary = await renderFlatFolder({ dir, pictures: 4, seed: 1, imageSize: 96, scene });
    const truth = JSON.parse(await readFile(join(dir, 'truth.json'), 'utf8')) as {
      pictures: { file: string; labels: unknown[]; counts: Record<string, number> }[];
    };
    const files = (await readdir(dir)).filter((name) => name.endsWith('.jpg'));
    expect(truth.pictures.map(({ file }) => file)).toEqual(files.sort());
    const total = truth.pictures.reduce((sum, { labels }) => sum + labels.length, 0);
    expect(total).toBe(Object.values(summary.insects).reduce((a, b) => a + b, 0));
  });

  it('refuse a folder that holds something, and touch nothing in it', async () => {
    await writeFile(join(dir, 'mine.txt'), 'keep');
    await expect(renderDataset({ dir, pictures: 2, seed: 1 })).rejects.toThrow(ConflictError);
    expect(await readdir(dir)).toEqual(['mine.txt']);
  });

  it('refuse a number of pictures that is not one', async () => {
    for (const pictures of [0, -1, 1.5, Number.NaN]) {
      await expect(renderDataset({ dir, pictures, seed: 1 })).rejects.toThrow(InputError);
    }
  });
});

describe('countSplits', () => {
  it('gives every picture to exactly one split', () => {
    const shares = { train: 0.6, valid: 0.2, test: 0.2 };
    for (const pictures of [1, 2, 3, 7, 100]) {
      const { train, valid, test } = countSplits(pictures, shares);
      expect(train + valid + test).toBe(pictures);
      expect(Math.min(train, valid, test)).toBeGreaterThanOrEqual(0);
    }
  });
});
