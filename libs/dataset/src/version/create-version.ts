import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CLASS_NAMES } from '@natiu/domain';
import { InputError } from '@natiu/errors';
import { findExactDuplicates, joinGroups } from '../check/join-groups.ts';
import { findNearDuplicates } from '../check/near-duplicates.ts';
import type { ClassMapOptions } from '../import/class-plan.ts';
import type { InspectedPicture } from '../import/inspect-picture.ts';
import { inspectSource } from '../import/inspect-source.ts';
import type { InspectOptions, InspectedSource } from '../import/inspect-source.ts';
import { writeWholeFolder } from '../import/whole-folder.ts';
import { openYoloDataset } from '../yolo-dataset.ts';
import type { SplitName } from '../yolo-dataset.ts';
import type { YoloLabel } from '../yolo-label.ts';
import { countVersion, describeSources, planSourceClasses } from './describe-version.ts';
import { planSplit } from './plan-split.ts';
import type { SplitRatios } from './plan-split.ts';
import { VERSION_FILE, hashVersion } from './version-manifest.ts';
import type { OfflinePlan, VersionManifest } from './version-manifest.ts';
import type { VersionItem } from './version-item.ts';
import { writeVersionPictures } from './write-version.ts';

export type SplitChoice =
  | { readonly method: 'keep' }
  | {
      readonly method: 'grouped';
      readonly ratios: SplitRatios;
      readonly seed: number;
      /** Keep nearly equal pictures in one split, too. */
      readonly joinsNearDuplicates: boolean;
    };

export interface VersionOptions extends Omit<InspectOptions, 'onProgress'>, ClassMapOptions {
  /** New folder; must be empty or not exist. */
  readonly out: string;
  readonly split: SplitChoice;
  readonly augmentation: OfflinePlan;
  readonly onProgress?: (phase: 'reading' | 'writing', done: number, total: number) => void;
}

/** The study's way to divide. */
export const STUDY_RATIOS: SplitRatios = { train: 60, valid: 20, test: 20 };

/**
 * Freezes one or several sources into an ordinary YOLO folder with `version.json`. The same sources and options give the
 * same version and the same bytes.
 * @throws InputError for unknown classes, a split that cannot be made, or `keep` where the sources have no split
 */
export async function createDatasetVersion(
  paths: readonly string[],
  options: VersionOptions,
): Promise<VersionManifest> {
  const sources: InspectedSource[] = [];
  try {
    for (const path of paths) {
      const onProgress = (done: number, total: number): void => options.onProgress?.('reading', done, total);
      sources.push(await inspectSource(path, { ...options, onProgress }));
    }
    assertSourceNames(sources);
    const items = planItems(sources, options);
    return await writeWholeFolder(options.out, (folder) => writeVersion(folder, items, options));
  } finally {
    for (const source of sources) await source.close();
  }
}

function assertSourceNames(sources: readonly InspectedSource[]): void {
  const names = sources.map(({ name }) => name);
  const repeated = names.find((name, index) => names.indexOf(name) !== index);
  if (repeated !== undefined)
    throw new InputError(
      `two sources are called "${repeated}": rename one, so that their pictures can be told apart`,
    );
  if (sources.every(({ pictures }) => pictures.length === 0))
    throw new InputError('the sources hold no usable picture');
}

function planItems(sources: readonly InspectedSource[], options: VersionOptions): VersionItem[] {
  const items = sources.flatMap((source) => {
    const classes = planSourceClasses(source, options.map);
    return source.pictures.map((picture) => ({
      source,
      picture,
      labels: classes.toLabels(picture.labels),
      group: sources.length > 1 ? `${source.name}/${picture.group}` : picture.group,
    }));
  });
  const pictures = items.map(({ picture }) => picture);
  const { split } = options;
  if (split.method === 'keep') return items.map((item) => ({ ...item, split: keepSplit(item.picture) }));
  const near = split.joinsNearDuplicates ? findNearDuplicates(pictures.map(({ sketch }) => sketch)) : [];
  const keys = items.map(({ group }) => group);
  const groups = joinGroups(keys, [...findExactDuplicates(pictures), ...near]);
  const splits = planSplit(
    items.map(({ labels }, index) => ({ group: groups[index], counts: countClasses(labels) })),
    split,
  );
  return items.map((item, index) => ({ ...item, group: groups[index], split: splits[index] }));
}

function keepSplit({ path, split }: InspectedPicture): SplitName {
  if (split !== undefined) return split;
  throw new InputError(`--split keep: ${path} has no split in its source; say --split 60/20/20 to make one`);
}

function countClasses(labels: readonly YoloLabel[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { classIndex } of labels) counts[classIndex] = (counts[classIndex] ?? 0) + 1;
  return counts;
}

async function writeVersion(
  folder: string,
  items: readonly VersionItem[],
  options: VersionOptions,
): Promise<VersionManifest> {
  const { augmentation, split } = options;
  const sources = describeSources(items, options.map);
  const classNames = CLASS_NAMES;
  const onWritten = (done: number, total: number): void => options.onProgress?.('writing', done, total);
  const version = hashVersion({
    classNames,
    classMap: sources.classMap,
    augmentation,
    pictures: items.map(({ picture, split: name, labels }) => ({
      pixelSha256: picture.pixelSha256,
      split: name,
      labels,
    })),
  });
  const written = await writeVersionPictures(folder, items, { classNames, augmentation, version, onWritten });
  const manifest: VersionManifest = {
    format: 1,
    version,
    dataVersion: await (await openYoloDataset(folder)).dataVersion(),
    createdAtUtc: new Date().toISOString(),
    sources: sources.list,
    classNames: [...classNames],
    split: split.method === 'keep' ? { method: 'keep' } : { ...split },
    augmentation,
    counts: countVersion(items, classNames, written),
    pictures: items.map(({ picture, source, split: name, group, labels }, index) => ({
      names: [...written[index]],
      split: name,
      group,
      source: source.origins.get(picture.path)?.source ?? source.name,
      originalPath: source.origins.get(picture.path)?.originalPath ?? picture.path,
      pixelSha256: picture.pixelSha256,
      boxes: labels.length,
    })),
  };
  await writeFile(join(folder, VERSION_FILE), `${JSON.stringify(manifest, null, 1)}\n`);
  return manifest;
}
