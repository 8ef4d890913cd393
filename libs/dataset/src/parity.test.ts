import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { decodePicture } from '@natiu/images';
import { describe, expect, it } from 'vitest';
import { buildLabelBatch, letterboxFile } from './parity.ts';
import type { LabelBatchMode } from './parity.ts';

const fixture = (name: string): string => fileURLToPath(new URL(`../fixtures/${name}`, import.meta.url));

function findWorstDifference(a: ArrayLike<number>, b: ArrayLike<number>): number {
  expect(a.length).toBe(b.length);
  let worst = 0;
  for (let i = 0; i < a.length; i++) worst = Math.max(worst, Math.abs(a[i] - b[i]));
  return worst;
}

function toPixels(images: Uint8Array, row: number, plane: number): Uint8Array {
  const planes = images.subarray(row * 3 * plane, (row + 1) * 3 * plane);
  return Uint8Array.from({ length: plane * 3 }, (_, at) => planes[(at % 3) * plane + Math.floor(at / 3)]);
}

interface Expected {
  readonly files: string[];
  readonly imageShape: [number, number, number, number];
  readonly savedRows: number[];
  readonly batchIdx: number[];
  readonly cls: number[];
  readonly bboxes: number[];
}

describe('reference values', () => {
  it.each(['457x123', '223x225', '37x50'])(
    'letterboxes %s like the reference, one step and two',
    async (name) => {
      const { direct, dataset } = await letterboxFile(fixture(`letterbox/${name}.png`), 224);
      const expectedDirect = await decodePicture(fixture(`letterbox/${name}.direct.png`));
      const expectedDataset = await decodePicture(fixture(`letterbox/${name}.dataset.png`));
      expect(findWorstDifference(direct, expectedDirect.data)).toBeLessThanOrEqual(1);
      expect(findWorstDifference(dataset, expectedDataset.data)).toBeLessThanOrEqual(1);
    },
  );

  it.each(['train_noaug', 'val_square', 'val_rect_pad05'] as const)(
    'transforms pictures and boxes of a batch like the reference: %s',
    async (mode: LabelBatchMode) => {
      const all = JSON.parse(await readFile(fixture('labels-batch/expected.json'), 'utf8')) as Record<
        LabelBatchMode,
        Expected
      >;
      const expected = all[mode];
      const batch = await buildLabelBatch(fixture('labels-batch/images'), mode, 224);
      expect(batch.files).toEqual(expected.files);
      expect(batch.imageShape).toEqual(expected.imageShape);
      expect([...batch.batchIdx]).toEqual(expected.batchIdx);
      expect([...batch.cls]).toEqual(expected.cls);
      expect(findWorstDifference(batch.bboxes, expected.bboxes)).toBeLessThan(1e-6);
      const pictureMode = mode === 'val_square' ? 'train_noaug' : mode;
      const plane = expected.imageShape[2] * expected.imageShape[3];
      for (const row of expected.savedRows) {
        const { data } = await decodePicture(fixture(`labels-batch/expected/${pictureMode}.${row}.png`));
        expect(findWorstDifference(toPixels(batch.images, row, plane), data)).toBeLessThanOrEqual(1);
      }
    },
  );
});
