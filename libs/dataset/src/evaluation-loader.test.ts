import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createEvaluationLoader, evaluationBoxToOriginal } from './evaluation-loader.ts';
import type { EvaluationBatch } from './evaluation-loader.ts';
import { hashBytes, makeTestFolder, writeSmallDataset } from './test-support.ts';
import { openYoloDataset } from './yolo-dataset.ts';
import type { YoloSplit } from './yolo-dataset.ts';

let root = { dir: '', remove: async (): Promise<void> => undefined };
let split: YoloSplit = { name: 'train', pictures: [] };
beforeAll(async () => {
  root = await makeTestFolder();
  await writeSmallDataset(root.dir, 9);
  split = (await openYoloDataset(root.dir)).split('train');
});
afterAll(() => root.remove());

async function collect(source: AsyncIterable<EvaluationBatch>): Promise<EvaluationBatch[]> {
  const batches: EvaluationBatch[] = [];
  for await (const batch of source) batches.push(batch);
  return batches;
}

function withHashes(
  batches: readonly EvaluationBatch[],
): (Omit<EvaluationBatch, 'images'> & { hash: string })[] {
  return batches.map(({ images, ...rest }) => ({ ...rest, hash: hashBytes(images) }));
}

describe('createEvaluationLoader', () => {
  it('gives all pictures in order, twice the same', async () => {
    const loader = createEvaluationLoader(split, 64, 3);
    const first = withHashes(await collect(loader.batches()));
    expect(first.map((batch) => batch.size)).toEqual([3, 3, 1]);
    expect(loader.batchCount).toBe(3);
    expect(first.flatMap((batch) => batch.files)).toEqual(split.pictures.map((picture) => picture.file));
    expect(withHashes(await collect(loader.batches()))).toEqual(first);
    const uncached = createEvaluationLoader(split, 64, 3, { cacheBytes: 0 });
    expect(withHashes(await collect(uncached.batches()))).toEqual(first);
  });

  it('keeps labels in pixels of the original picture, and its maps lead back to them exactly', async () => {
    for (const batch of await collect(createEvaluationLoader(split, 64, 4, { margin: 8 }).batches())) {
      expect(batch.side).toBe(80);
      batch.maps.forEach((map, index) => {
        const { boxXyxy } = batch.labels[index][0];
        expect(boxXyxy[0]).toBeCloseTo(0.3 * map.original.width, 9);
        expect(boxXyxy[3]).toBeCloseTo(0.8 * map.original.height, 9);
        expect(Math.max(map.content.width, map.content.height)).toBe(64);
        const placed = boxXyxy.map((value, at) =>
          at % 2 === 0 ? value * map.scaleX + map.padLeft : value * map.scaleY + map.padTop,
        ) as [number, number, number, number];
        evaluationBoxToOriginal(map, placed).forEach((value, at) =>
          expect(value).toBeCloseTo(boxXyxy[at], 9),
        );
        const corner = batch.images[index * 3 * 80 * 80];
        expect(corner).toBe(114);
      });
    }
  });

  it('fails on a picture that cannot be read, naming it', async () => {
    const missing = { ...split.pictures[0], file: `${root.dir}/gone.png` };
    const loader = createEvaluationLoader({ name: 'valid', pictures: [missing] }, 64, 2);
    await expect(collect(loader.batches())).rejects.toThrow('gone.png: no such picture file');
  });
});
