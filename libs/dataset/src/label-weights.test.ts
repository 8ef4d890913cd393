import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DEFAULT_AUGMENTATION } from './augment/plan.ts';
import { weightFileOf } from './label-weights.ts';
import { createBatchLoader } from './loader/batch-loader.ts';
import { encodePng, makeTestFolder, renderFlat, writeFiles } from './test-support.ts';
import { writeYoloDataset } from './write-yolo-dataset.ts';
import { openYoloDataset } from './yolo-dataset.ts';

const NAMES = ['Female', 'Male'];
let root = { dir: '', remove: async (): Promise<void> => undefined };
let bytes: Uint8Array;
const label = (classIndex: number, weight?: number) => ({
  ...{ classIndex, cx: 0.5, cy: 0.5, w: 0.5, h: 0.5 },
  ...(weight === undefined ? {} : { weight }),
});

beforeAll(async () => {
  root = await makeTestFolder();
  bytes = await encodePng(renderFlat(32, 32, 90));
});
afterAll(() => root.remove());

async function writeSet(name: string): Promise<string> {
  const dir = join(root.dir, name);
  const train = [
    { name: 'a.png', bytes, labels: [label(0), label(1, 0.625)] },
    { name: 'b.png', bytes, labels: [label(0)] },
  ];
  await writeYoloDataset(dir, { splits: { train, valid: train.slice(1) }, classNames: NAMES });
  return dir;
}

describe('weights of labels', () => {
  it('are read back as written, and absent where every label counts in full', async () => {
    const { pictures } = (await openYoloDataset(await writeSet('kept'))).split('train');
    expect(pictures.map(({ labels }) => labels.map(({ weight }) => weight))).toEqual([
      [1, 0.625],
      [undefined],
    ]);
    expect(pictures[1].weightFile).toBeUndefined();
  });

  it('follow their boxes through mosaic, geometry and turns', async () => {
    const split = (await openYoloDataset(await writeSet('loaded'))).split('train');
    const augmentation = { ...DEFAULT_AUGMENTATION, degrees: 20, flipUd: 0.5, turns90: 0.5, scale: 0.1 };
    const loader = createBatchLoader({ split, batch: 2, imageSize: 32, seed: 1, augmentation });
    const seen = new Set<string>();
    for (const epoch of [0, 1, 2])
      for await (const { labels } of loader.epoch(epoch, { mosaic: epoch > 0 }))
        for (const { classIndex, weight = 1 } of labels.flat()) seen.add(`${classIndex} ${weight}`);
    await loader.close();
    expect([...seen].sort()).toEqual(['0 1', '2 0.625']);
  });

  it('change the data version', async () => {
    const dir = await writeSet('version');
    const before = await (await openYoloDataset(dir)).dataVersion();
    await writeFiles(dir, { 'train/weights/a.txt': '1\n0.5\n' });
    expect(await (await openYoloDataset(dir)).dataVersion()).not.toBe(before);
  });

  it('that do not fit their labels are refused with file and line', async () => {
    const dir = await writeSet('wrong');
    await writeFiles(dir, { 'train/weights/a.txt': '1\n1.5\n', 'train/weights/b.txt': '1\n1\n' });
    const opened = openYoloDataset(dir);
    await expect(opened).rejects.toThrow(/weights.a\.txt:2: a weight is one number above 0 and at most 1/);
    await expect(opened).rejects.toThrow(/weights.b\.txt: 2 weight\(s\) for 1 label row\(s\)/);
  });

  it('have no place beside a picture outside a folder "images"', () => {
    expect(weightFileOf(join('set', 'a.png'))).toBeUndefined();
    expect(weightFileOf(join('set', 'images', 'a.png'))).toBe(join('set', 'weights', 'a.txt'));
  });
});
