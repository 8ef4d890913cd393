import { InputError } from '@natiu/errors';
import { DEFAULT_AUGMENTATION, NO_AUGMENTATION, assertAugmentationPlan } from '../augment/plan.ts';
import type { AugmentationPlan } from '../augment/plan.ts';
import { createRandomStream, shuffleIndices } from '../random.ts';
import type { YoloLabel } from '../yolo-label.ts';
import type { YoloSplit } from '../yolo-dataset.ts';
import type { BatchResult } from './messages.ts';
import { createPictureCache } from './picture-cache.ts';
import { createWorkerPool } from './worker-pool.ts';

export interface BatchLoaderOptions {
  readonly split: YoloSplit;
  /** Pictures per batch. */
  readonly batch: number;
  /** Side of the square training pictures, pixels. */
  readonly imageSize: number;
  readonly seed: number;
  /** The usual toolkit's defaults when absent. */
  readonly augmentation?: AugmentationPlan | 'none';
  /** Threads; 1 by default. The batches do not depend on it. */
  readonly workers?: number;
  /** Memory for decoded pictures, shared by all threads; 1 GiB by default. */
  readonly cacheBytes?: number;
  /** Batches made ahead; 2 + 2 per thread by default. */
  readonly prefetch?: number;
}

export interface Batch {
  /** Position in the epoch, from 0. */
  readonly index: number;
  /** Pictures in this batch; the last of an epoch may have fewer. */
  readonly size: number;
  /** [size, 3, S, S] uint8 RGB */
  readonly images: Uint8Array;
  /** Per picture, normalised to the S x S square. */
  readonly labels: readonly (readonly YoloLabel[])[];
  readonly files: readonly string[];
  /** How long the training step had to wait for this batch. */
  readonly waitMs: number;
}

export interface EpochOptions {
  readonly mosaic: boolean;
  /** Where to go on in the epoch, from 0. */
  readonly firstBatch?: number;
  /** Leave out a last batch that is not full. */
  readonly dropLast?: boolean;
}

export interface BatchLoader {
  readonly batchesPerEpoch: number;
  /** Time spent waiting for batches since the loader was made. */
  readonly waitedMs: number;
  /** Time between getting a batch and asking for the next: the training steps themselves. */
  readonly stepMs: number;
  epoch(epochIndex: number, options: EpochOptions): AsyncGenerator<Batch, void, void>;
  /** Starts making the first batches of an epoch, for use while validation runs. */
  prepare(epochIndex: number, options: EpochOptions): void;
  close(): Promise<void>;
}

const DEFAULT_CACHE_BYTES = 2 ** 30;
/** Keeps the draws of the epoch's order apart from those of its samples. */
const ORDER_STREAM = 1;

/**
 * Shuffled, augmented batches, made ahead in worker threads. Every batch depends only on the split, the settings, the
 * seed, the epoch and its position: not on threads, prefetching, or where a run was resumed.
 */
export function createBatchLoader(options: BatchLoaderOptions): BatchLoader {
  const { split, batch, imageSize, seed } = options;
  const { pictures } = split;
  const workers = options.workers ?? 1;
  const prefetch = options.prefetch ?? 2 + 2 * workers;
  assertCounts({ batch, imageSize, workers, prefetch });
  const plan = toPlan(options.augmentation);
  const pool = createWorkerPool(
    {
      files: pictures.map((picture) => picture.file),
      labels: pictures.map((picture) => picture.labels),
      imageSize,
      seed,
      plan,
      cache: createPictureCache(pictures.length, imageSize, options.cacheBytes ?? DEFAULT_CACHE_BYTES),
    },
    { workers },
  );
  const clock = { waitedMs: 0, stepMs: 0 };
  let prepared: { key: string; run: EpochRun } | undefined;

  function startEpoch(epoch: number, { mosaic, firstBatch = 0, dropLast = false }: EpochOptions): EpochRun {
    const order = shuffleIndices(pictures.length, createRandomStream(seed, epoch, 0, ORDER_STREAM));
    const total = dropLast ? Math.floor(order.length / batch) : Math.ceil(order.length / batch);
    if (!Number.isInteger(firstBatch) || firstBatch < 0 || firstBatch > total)
      throw new InputError(`firstBatch ${firstBatch} lies outside the epoch's ${total} batches`);
    const indicesOf = (at: number): number[] => [...order.subarray(at * batch, (at + 1) * batch)];
    const make = (at: number): Promise<BatchResult> => pool.run({ epoch, mosaic, indices: indicesOf(at) });
    const run = { total, firstBatch, prefetch, indicesOf, ...createPrefetch(make, firstBatch) };
    run.fillUpTo(Math.min(total, firstBatch + prefetch));
    return run;
  }

  function takePrepared(epochIndex: number, epochOptions: EpochOptions): EpochRun {
    const isReady = prepared?.key === epochKey(epochIndex, epochOptions);
    const run = isReady && prepared !== undefined ? prepared.run : startEpoch(epochIndex, epochOptions);
    prepared = undefined;
    return run;
  }

  return {
    batchesPerEpoch: Math.ceil(pictures.length / batch),
    get waitedMs() {
      return clock.waitedMs;
    },
    get stepMs() {
      return clock.stepMs;
    },
    epoch: (epochIndex, epochOptions) =>
      runEpoch(takePrepared(epochIndex, epochOptions), (at) => pictures[at].file, clock),
    prepare: (epochIndex, epochOptions) => {
      const key = epochKey(epochIndex, epochOptions);
      if (prepared?.key !== key) prepared = { key, run: startEpoch(epochIndex, epochOptions) };
    },
    close: () => pool.close(),
  };
}

interface Prefetch {
  /** Requests all batches below `end` that were not requested yet. */
  fillUpTo(end: number): void;
  take(at: number): Promise<BatchResult>;
}

interface EpochRun extends Prefetch {
  readonly total: number;
  readonly firstBatch: number;
  readonly prefetch: number;
  indicesOf(at: number): number[];
}

function createPrefetch(make: (at: number) => Promise<BatchResult>, first: number): Prefetch {
  const pending = new Map<number, Promise<BatchResult>>();
  let requested = first;
  return {
    fillUpTo: (end) => {
      for (; requested < end; requested++) {
        const result = make(requested);
        // The error is thrown where the batch is taken, not before.
        result.catch(() => undefined);
        pending.set(requested, result);
      }
    },
    take: (at) => {
      const result = pending.get(at) ?? make(at);
      pending.delete(at);
      return result;
    },
  };
}

async function* runEpoch(
  run: EpochRun,
  fileOf: (picture: number) => string,
  clock: { waitedMs: number; stepMs: number },
): AsyncGenerator<Batch, void, void> {
  for (let index = run.firstBatch; index < run.total; index++) {
    const asked = performance.now();
    run.fillUpTo(Math.min(run.total, index + run.prefetch));
    const { images, labels } = await run.take(index);
    const got = performance.now();
    clock.waitedMs += got - asked;
    run.fillUpTo(Math.min(run.total, index + 1 + run.prefetch));
    const files = run.indicesOf(index).map(fileOf);
    yield { index, size: labels.length, images, labels, files, waitMs: got - asked };
    clock.stepMs += performance.now() - got;
  }
}

function epochKey(epochIndex: number, { mosaic, firstBatch = 0, dropLast = false }: EpochOptions): string {
  return JSON.stringify([epochIndex, mosaic, firstBatch, dropLast]);
}

function toPlan(augmentation: AugmentationPlan | 'none' | undefined): AugmentationPlan {
  if (augmentation === 'none') return NO_AUGMENTATION;
  const plan = augmentation ?? DEFAULT_AUGMENTATION;
  assertAugmentationPlan(plan);
  return plan;
}

function assertCounts(counts: Readonly<Record<string, number>>): void {
  for (const [name, value] of Object.entries(counts))
    if (!Number.isInteger(value) || value < 1)
      throw new InputError(`${name} must be a positive whole number, got ${value}`);
}
