import { rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { DEFAULT_AUGMENTATION } from '../augment/plan.ts';
import { hashBytes, makeTestFolder, writeSmallDataset } from '../test-support.ts';
import { openYoloDataset } from '../yolo-dataset.ts';
import type { YoloSplit } from '../yolo-dataset.ts';
import { createBatchLoader } from './batch-loader.ts';
import type { Batch, BatchLoader, BatchLoaderOptions, EpochOptions } from './batch-loader.ts';

let root = { dir: '', remove: async (): Promise<void> => undefined };
let split: YoloSplit = { name: 'train', pictures: [] };
const open: BatchLoader[] = [];
const SIZE = 64;

beforeAll(async () => {
  root = await makeTestFolder();
  await writeSmallDataset(root.dir, 14);
  split = (await openYoloDataset(root.dir)).split('train');
});
afterAll(() => root.remove());
afterEach(async () => {
  await Promise.all(open.splice(0).map((loader) => loader.close()));
});

function startLoader(changes: Partial<BatchLoaderOptions> = {}): BatchLoader {
  const augmentation = { ...DEFAULT_AUGMENTATION, degrees: 20, flipUd: 0.5, turns90: 0.3 };
  const loader = createBatchLoader({ split, batch: 4, imageSize: SIZE, seed: 3, augmentation, ...changes });
  open.push(loader);
  return loader;
}

type Content = Omit<Batch, 'waitMs' | 'images'> & { readonly hash: string };

async function collect(loader: BatchLoader, epoch: number, options: EpochOptions): Promise<Content[]> {
  const batches: Content[] = [];
  for await (const { waitMs, images, ...content } of loader.epoch(epoch, options)) {
    expect(waitMs).toBeGreaterThanOrEqual(0);
    expect(images).toHaveLength(content.size * 3 * SIZE * SIZE);
    batches.push({ ...content, hash: hashBytes(images) });
  }
  return batches;
}

describe('createBatchLoader', () => {
  it('gives the same batches with one thread, two threads, no cache and another prefetch', async () => {
    const options = { mosaic: true };
    const expected = await collect(startLoader(), 1, options);
    expect(expected.map((batch) => batch.size)).toEqual([4, 4, 3]);
    expect(await collect(startLoader({ workers: 2 }), 1, options)).toEqual(expected);
    expect(await collect(startLoader({ cacheBytes: 0, prefetch: 1 }), 1, options)).toEqual(expected);
    expect(await collect(startLoader({ cacheBytes: 5 * SIZE * SIZE * 3 }), 1, options)).toEqual(expected);
  });

  it('resumes at any epoch and batch with the batches of an uninterrupted run', async () => {
    const whole = startLoader();
    await collect(whole, 0, { mosaic: true });
    const expected = await collect(whole, 1, { mosaic: true });
    const resumed = await collect(startLoader(), 1, { mosaic: true, firstBatch: 1 });
    expect(resumed).toEqual(expected.slice(1));
  });

  it('gives prepared epochs the same batches, and ignores a preparation for other settings', async () => {
    const loader = startLoader();
    const expected = await collect(loader, 2, { mosaic: true });
    loader.prepare(2, { mosaic: true });
    expect(await collect(loader, 2, { mosaic: true })).toEqual(expected);
    loader.prepare(2, { mosaic: false });
    expect(await collect(loader, 2, { mosaic: true })).toEqual(expected);
  });

  it('shows every picture once an epoch, in another order and look each time', async () => {
    const loader = startLoader();
    const epochs = [await collect(loader, 0, { mosaic: false }), await collect(loader, 1, { mosaic: false })];
    const [first, second] = epochs.map((epoch) => epoch.flatMap((batch) => batch.files));
    expect([...first].sort()).toEqual(split.pictures.map((picture) => picture.file).sort());
    expect([...second].sort()).toEqual([...first].sort());
    expect(second).not.toEqual(first);
    expect(epochs[0][0].hash).not.toBe(epochs[1][0].hash);
    const other = await collect(startLoader({ seed: 4 }), 0, { mosaic: false });
    expect(other.flatMap((batch) => batch.files)).not.toEqual(first);
  });

  it('drops a last batch that is not full when asked', async () => {
    const sizes = (await collect(startLoader(), 0, { mosaic: true, dropLast: true })).map(
      (batch) => batch.size,
    );
    expect(sizes).toEqual([4, 4]);
  });

  it('can be stopped in the middle of an epoch and used again', async () => {
    const loader = startLoader();
    for await (const batch of loader.epoch(0, { mosaic: true })) if (batch.index === 0) break;
    expect(await collect(loader, 1, { mosaic: true })).toHaveLength(3);
  });

  it('measures waiting and stepping', async () => {
    const loader = startLoader();
    for await (const _batch of loader.epoch(0, { mosaic: true })) {
      const until = performance.now() + 5;
      while (performance.now() < until);
    }
    expect(loader.waitedMs).toBeGreaterThan(0);
    expect(loader.stepMs).toBeGreaterThanOrEqual(15);
  });

  it('fails the epoch with the name of a picture that cannot be read', async () => {
    const file = split.pictures[0].file;
    const hidden = join(root.dir, 'hidden');
    await rename(file, hidden);
    await writeFile(file, 'broken');
    const failed = collect(startLoader(), 0, { mosaic: true });
    await expect(failed).rejects.toMatchObject({ code: 'INPUT', message: expect.stringContaining(file) });
    await rename(hidden, file);
  });

  it('ends waiting with an error when it is closed', async () => {
    const loader = startLoader();
    const batches = loader.epoch(0, { mosaic: true });
    const waiting = expect(batches.next()).rejects.toThrow('closed');
    await loader.close();
    await waiting;
    await expect(collect(loader, 1, { mosaic: true })).rejects.toThrow('closed');
  });

  it('refuses settings that make no sense', () => {
    expect(() => startLoader({ batch: 0 })).toThrow('batch must be a positive whole number, got 0');
    const augmentation = { ...DEFAULT_AUGMENTATION, flipLr: 1.5 };
    expect(() => startLoader({ augmentation })).toThrow(
      'augmentation.flipLr must lie within 0 and 1, got 1.5',
    );
    expect(() => startLoader().epoch(0, { mosaic: true, firstBatch: 9 })).toThrow(
      'firstBatch 9 lies outside',
    );
  });
});
