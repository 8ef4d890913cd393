import { createSampleMaker } from '../augment/sample.ts';
import type { SamplePicture } from '../augment/mosaic.ts';
import { decodeFitted } from '../fit.ts';
import { createRandomStream } from '../random.ts';
import type { YoloLabel } from '../yolo-label.ts';
import type { BatchRequest, BatchResult, WorkerSetup } from './messages.ts';
import { readCached, storeCached } from './picture-cache.ts';

/** Keeps the draws of a sample apart from the draws of the epoch's order. */
const SAMPLE_STREAM = 2;

/** What a worker thread does, free of threads: the result depends on setup and request only. */
export function createBatchMaker(setup: WorkerSetup): (request: BatchRequest) => Promise<BatchResult> {
  const { files, labels, imageSize, seed, plan, cache } = setup;

  async function readPicture(index: number): Promise<SamplePicture> {
    const known = readCached(cache, index);
    if (known !== undefined) return { ...known, labels: labels[index] };
    const { picture } = await decodeFitted(files[index], imageSize);
    storeCached(cache, index, picture);
    return { ...picture, labels: labels[index] };
  }

  const maker = createSampleMaker(plan, imageSize, readPicture);
  const pixels = 3 * imageSize * imageSize;
  return async ({ epoch, mosaic, indices }) => {
    const images = new Uint8Array(indices.length * pixels);
    const batchLabels: YoloLabel[][] = [];
    for (const [position, index] of indices.entries()) {
      const random = createRandomStream(seed, epoch, index, SAMPLE_STREAM);
      const out = images.subarray(position * pixels, (position + 1) * pixels);
      batchLabels.push(await maker.make({ index, count: files.length, mosaic, random }, out));
    }
    return { images, labels: batchLabels };
  };
}
