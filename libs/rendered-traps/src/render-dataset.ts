import { mkdir, readdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { writeYoloDataset } from '@natiu/dataset';
import type { WrittenPicture } from '@natiu/dataset';
import { CLASS_NAMES, emptyCounts } from '@natiu/domain';
import type { ClassCounts } from '@natiu/domain';
import { ConflictError, InputError } from '@natiu/errors';
import { encodePicture } from '@natiu/images';
import { assertImageSize } from './render-picture.ts';
import { renderSeries } from './render-stream.ts';
import type { RenderedFrame } from './render-stream.ts';
import { resolveScene } from './scene/scene-options.ts';
import type { SceneOptions } from './scene/scene-options.ts';

const SPLITS = ['train', 'valid', 'test'] as const;
type Split = (typeof SPLITS)[number];

export interface RenderFolderOptions {
  /** Must be empty or not exist yet. */
  readonly dir: string;
  readonly pictures: number;
  readonly seed: string | number;
  /** Side of the square pictures in pixels; 224 by default. */
  readonly imageSize?: number;
  readonly scene?: Partial<SceneOptions>;
  readonly onProgress?: (done: number, total: number) => void;
}

export interface RenderDatasetOptions extends RenderFolderOptions {
  /** Shares of the pictures; train 0.6, valid 0.2, test 0.2 by default. */
  readonly splits?: Readonly<Record<Split, number>>;
}

export interface RenderSummary {
  readonly pictures: number;
  readonly empty: number;
  readonly insects: ClassCounts;
  readonly splits?: Readonly<Record<Split, number>>;
}

const README = (seed: string | number): string =>
  [
    'These are rendered pictures: drawn by a program, not taken by a camera.',
    'Insects, traps and labels are synthetic; use them for demonstrations and tests, never as field data.',
    `Seed: ${seed}. The same seed and options give the same pictures.`,
    '',
  ].join('\n');

/** Whole pictures per split; rounding goes to train. */
export function countSplits(
  pictures: number,
  shares: Readonly<Record<Split, number>>,
): Record<Split, number> {
  const total = SPLITS.reduce((sum, name) => sum + shares[name], 0);
  if (SPLITS.some((name) => !(shares[name] >= 0)) || !(total > 0)) {
    throw new InputError(
      'The shares of train, valid and test must not be negative, and one must be positive.',
    );
  }
  const valid = Math.round((pictures * shares.valid) / total);
  const test = Math.min(pictures - valid, Math.round((pictures * shares.test) / total));
  return { train: pictures - valid - test, valid, test };
}

/** Everything that can be wrong is found before anything is written. */
async function prepareFolder({ dir, pictures, imageSize = 224, scene }: RenderFolderOptions): Promise<void> {
  if (!Number.isInteger(pictures) || pictures < 1) {
    throw new InputError(`The number of pictures must be a whole number of at least 1, not ${pictures}.`);
  }
  assertImageSize(imageSize, imageSize);
  resolveScene(scene);
  await mkdir(dir, { recursive: true });
  const present = await readdir(dir);
  if (present.length > 0) {
    throw new ConflictError(
      `${dir} is not empty: choose a new folder, so that no picture gets another one's label.`,
    );
  }
}

async function encodeFrame({
  picture,
  scene,
  index,
}: RenderedFrame): Promise<{ name: string; bytes: Uint8Array }> {
  // The camera's own compression belongs to the look of a trap's pictures.
  const bytes = await encodePicture(picture, { format: 'jpeg', quality: scene.look.jpegQuality });
  return { name: `rendered-${String(index).padStart(6, '0')}.jpg`, bytes };
}

function createTally(options: RenderFolderOptions): {
  add: (frame: RenderedFrame) => void;
  sum: () => RenderSummary;
} {
  const insects = emptyCounts();
  let [done, empty] = [0, 0];
  return {
    add: ({ labels }) => {
      for (const { classIndex } of labels) insects[CLASS_NAMES[classIndex]] += 1;
      if (labels.length === 0) empty += 1;
      done += 1;
      options.onProgress?.(done, options.pictures);
    },
    sum: () => ({ pictures: done, empty, insects }),
  };
}

/**
 * Writes a folder in YOLO format: images and labels per split, data.yaml with the project's classes, README.txt.
 * @throws ConflictError when the folder holds anything, InputError when an option is out of range
 */
export async function renderDataset(options: RenderDatasetOptions): Promise<RenderSummary> {
  const { dir, pictures, seed, imageSize = 224, scene } = options;
  const counts = countSplits(pictures, options.splits ?? { train: 0.6, valid: 0.2, test: 0.2 });
  await prepareFolder(options);
  const tally = createTally(options);
  async function* renderSplit(first: number, count: number): AsyncGenerator<WrittenPicture> {
    for await (const frame of renderSeries({ seed, imageSize, first, count, scene })) {
      yield { ...(await encodeFrame(frame)), labels: frame.labels };
      tally.add(frame);
    }
  }
  await writeYoloDataset(dir, {
    splits: {
      train: renderSplit(0, counts.train),
      valid: renderSplit(counts.train, counts.valid),
      test: renderSplit(counts.train + counts.valid, counts.test),
    },
    classNames: CLASS_NAMES,
    comment: 'Rendered pictures, not photographs; see README.txt.',
  });
  await writeFile(join(dir, 'README.txt'), README(seed));
  return { ...tally.sum(), splits: counts };
}

async function writeWhole(file: string, content: string | Uint8Array): Promise<void> {
  await writeFile(`${file}.part`, content);
  await rename(`${file}.part`, file);
}

/** One picture's truth in truth.json: labels in YOLO's form, counts by class. */
interface PictureTruth {
  readonly file: string;
  readonly counts: ClassCounts;
  readonly labels: RenderedFrame['labels'];
}

function describeTruth(file: string, { labels }: RenderedFrame): PictureTruth {
  const counts = emptyCounts();
  for (const { classIndex } of labels) counts[CLASS_NAMES[classIndex]] += 1;
  return { file, counts, labels };
}

/**
 * Writes what a trap's camera would have written: pictures side by side, and beside them `truth.json` with their labels.
 * @throws ConflictError when the folder holds anything, InputError when an option is out of range
 */
export async function renderFlatFolder(options: RenderFolderOptions): Promise<RenderSummary> {
  const { dir, pictures, seed, imageSize = 224, scene } = options;
  await prepareFolder(options);
  const tally = createTally(options);
  const truth: PictureTruth[] = [];
  for await (const frame of renderSeries({ seed, imageSize, first: 0, count: pictures, scene })) {
    const { name, bytes } = await encodeFrame(frame);
    await writeWhole(join(dir, name), bytes);
    truth.push(describeTruth(name, frame));
    tally.add(frame);
  }
  const about = 'Rendered pictures, not photographs. Labels are shares of width and height.';
  const document = {
    about,
    seed,
    trapSeed: scene?.trapSeed,
    imageSize,
    classNames: CLASS_NAMES,
    pictures: truth,
  };
  await writeWhole(join(dir, 'truth.json'), `${JSON.stringify(document, null, 1)}\n`);
  return tally.sum();
}
