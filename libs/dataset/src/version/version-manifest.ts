import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { InputError, NotFoundError } from '@natiu/errors';
import { z } from 'zod';
import { formatLabels } from '../write-yolo-dataset.ts';
import type { SplitName } from '../yolo-dataset.ts';
import type { YoloLabel } from '../yolo-label.ts';

export const VERSION_FILE = 'version.json';

const Sha256 = z.string().regex(/^[0-9a-f]{64}$/);
const Split = z.enum(['train', 'valid', 'test']);
const SplitCounts = z.record(Split, z.number().int().nonnegative());
const Range = z.tuple([z.number(), z.number()]);

/** How training pictures were varied before training; `none` keeps them as they are. */
export const OfflinePlan = z.discriminatedUnion('name', [
  z.object({ name: z.literal('none') }),
  z.object({
    name: z.literal('study'),
    variants: z.number().int().positive(),
    seed: z.number().int().nonnegative(),
    ranges: z.record(z.string(), Range),
  }),
]);
export type OfflinePlan = z.infer<typeof OfflinePlan>;

export const VersionPicture = z.object({
  /** Files below the version's folder: one, or one per variant. */
  names: z.array(z.string()).min(1),
  split: Split,
  group: z.string(),
  source: z.string(),
  originalPath: z.string(),
  pixelSha256: Sha256,
  boxes: z.number().int().nonnegative(),
});

/** `version.json`: a frozen data set, ready to train on. */
export const VersionManifest = z.object({
  format: z.literal(1),
  /** SHA-256 over pictures, labels, split, class map and augmentation plan; see hashVersion. */
  version: Sha256,
  /** SHA-256 over the files as written: what a training run records. */
  dataVersion: Sha256,
  createdAtUtc: z.iso.datetime(),
  sources: z.array(
    z.object({
      name: z.string(),
      form: z.string(),
      pictures: z.number().int(),
      refused: z.number().int(),
      classMap: z.record(z.string(), z.string().nullable()),
    }),
  ),
  classNames: z.array(z.string()),
  split: z.discriminatedUnion('method', [
    z.object({ method: z.literal('keep') }),
    z.object({
      method: z.literal('grouped'),
      ratios: z.record(Split, z.number()),
      seed: z.number().int(),
      joinsNearDuplicates: z.boolean(),
    }),
  ]),
  augmentation: OfflinePlan,
  counts: z.object({
    /** Before variants. */
    pictures: SplitCounts,
    background: SplitCounts,
    groups: SplitCounts,
    boxes: z.record(Split, z.record(z.string(), z.number().int())),
    /** Files to train on, variants included. */
    trainingFiles: z.number().int(),
  }),
  pictures: z.array(VersionPicture),
});
export type VersionManifest = z.infer<typeof VersionManifest>;

export interface VersionContent {
  readonly classNames: readonly string[];
  /** Per source name. */
  readonly classMap: Readonly<Record<string, Readonly<Record<string, string | null>>>>;
  readonly augmentation: OfflinePlan;
  readonly pictures: readonly {
    readonly pixelSha256: string;
    readonly split: SplitName;
    readonly labels: readonly YoloLabel[];
  }[];
}

/**
 * The version of a data set: SHA-256 over these lines, joined by line feeds.
 * 1. `natiu dataset 1`  2. JSON of the class names  3. JSON of the class map, keys sorted at every level
 * 4. JSON of the augmentation plan, keys sorted  5. per picture, in byte order of the line: SHA-256 of its pixels, its
 * split, and its label rows (as in its label file, sorted) joined by `;`, separated by spaces.
 * File names, folders, metadata of pictures, and the order in which they came play no part.
 */
export function hashVersion({ classNames, classMap, augmentation, pictures }: VersionContent): string {
  const lines = pictures.map(({ pixelSha256, split, labels }) => {
    const rows = formatLabels(labels)
      .split('\n')
      .filter((row) => row !== '');
    return `${pixelSha256} ${split} ${rows.sort().join(';')}`;
  });
  lines.sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
  const head = [
    'natiu dataset 1',
    JSON.stringify(classNames),
    sortedJson(classMap),
    sortedJson(augmentation),
  ];
  return createHash('sha256')
    .update([...head, ...lines].join('\n'))
    .digest('hex');
}

function sortedJson(value: unknown): string {
  return JSON.stringify(value, (_key, each: unknown) => {
    if (each === null || typeof each !== 'object' || Array.isArray(each)) return each;
    return Object.fromEntries(Object.entries(each).sort(([a], [b]) => (a < b ? -1 : 1)));
  });
}

/** @throws NotFoundError without `version.json`; InputError when it cannot be understood */
export async function readVersionManifest(dir: string): Promise<VersionManifest> {
  const file = join(dir, VERSION_FILE);
  const text = await readFile(file, 'utf8').catch((cause: unknown) => {
    throw new NotFoundError(`${file}: not found; this folder is no dataset version`, { cause });
  });
  try {
    return VersionManifest.parse(JSON.parse(text));
  } catch (cause) {
    throw new InputError(`${file}: not a file that "dataset version" wrote, or changed by hand`, { cause });
  }
}
