import { readFile } from 'node:fs/promises';
import { encodePicture, decodePicture } from '@natiu/images';
import { stemOf } from '../import/file-tree.ts';
import { assignPlainNames } from '../import/plain-names.ts';
import { varyPicture } from '../study/vary-picture.ts';
import { writeYoloDataset } from '../write-yolo-dataset.ts';
import type { WrittenPicture } from '../write-yolo-dataset.ts';
import { SPLIT_NAMES } from '../yolo-dataset.ts';
import type { SplitName } from '../yolo-dataset.ts';
import type { VersionItem } from './version-item.ts';
import type { OfflinePlan } from './version-manifest.ts';

export interface WriteVersionOptions {
  readonly classNames: readonly string[];
  readonly augmentation: OfflinePlan;
  readonly version: string;
  readonly onWritten: (done: number, total: number) => void;
}

/** Variants are stored well enough that training sees no blocks. */
const VARIANT_QUALITY = 95;
const VARIANTS_AT_ONCE = 3;

/**
 * Writes pictures and labels; only training pictures are varied, the others keep their bytes.
 * @returns the files of each picture, below the folder
 */
export async function writeVersionPictures(
  folder: string,
  items: readonly VersionItem[],
  options: WriteVersionOptions,
): Promise<string[][]> {
  const { classNames, augmentation, version, onWritten } = options;
  const names = assignPlainNames(items.map(({ picture }) => picture));
  const written: string[][] = items.map(() => []);
  let done = 0;
  async function* readSplit(split: SplitName): AsyncGenerator<WrittenPicture> {
    for (const [index, item] of items.entries()) {
      if (item.split !== split) continue;
      for await (const picture of readVariants(item, names[index], augmentation)) {
        written[index].push(`${split}/images/${picture.name}`);
        yield picture;
      }
      onWritten(++done, items.length);
    }
  }
  const used = SPLIT_NAMES.filter((split) => items.some((item) => item.split === split));
  await writeYoloDataset(folder, {
    splits: Object.fromEntries(used.map((split) => [split, readSplit(split)])),
    classNames,
    comment: `Frozen version ${version}; see version.json. Change nothing here: make another version.`,
  });
  return written;
}

async function* readVariants(
  { picture, labels, split }: VersionItem,
  name: string,
  plan: OfflinePlan,
): AsyncGenerator<WrittenPicture> {
  if (plan.name === 'none' || split !== 'train') {
    yield { name, bytes: await readFile(picture.file), labels };
    return;
  }
  const pixels = await decodePicture(picture.file);
  const pictureKey = Number.parseInt(picture.pixelSha256.slice(0, 12), 16);
  const makeVariant = async (variant: number): Promise<WrittenPicture> => {
    const varied = await varyPicture({ picture: pixels, labels }, plan, [pictureKey, variant]);
    const bytes = await encodePicture(varied.picture, { format: 'jpeg', quality: VARIANT_QUALITY });
    return { name: `${stemOf(name)}-v${variant}.jpg`, bytes, labels: varied.labels };
  };
  // A few at a time: their blurring and encoding use other threads, and memory stays small.
  const numbers = Array.from({ length: plan.variants }, (_, index) => index + 1);
  for (let from = 0; from < numbers.length; from += VARIANTS_AT_ONCE)
    yield* await Promise.all(numbers.slice(from, from + VARIANTS_AT_ONCE).map(makeVariant));
}
