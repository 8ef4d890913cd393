import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { AppError, InputError } from '@natiu/errors';
import { decodePicture } from '@natiu/images';
import { mapClassNames } from './class-map.ts';
import { hashDataset } from './data-version.ts';
import { parseDataYaml } from './data-yaml.ts';
import type { DataYaml } from './data-yaml.ts';
import { readSplit, resolveSource } from './split-files.ts';
import type { SplitContent, YoloPicture } from './split-files.ts';
import { describeProblem } from './yolo-label.ts';
import type { DatasetProblem } from './yolo-label.ts';

export const SPLIT_NAMES = ['train', 'valid', 'test'] as const;
export type SplitName = (typeof SPLIT_NAMES)[number];

export interface YoloSplit {
  readonly name: SplitName;
  readonly pictures: readonly YoloPicture[];
}

export interface YoloDataset {
  readonly dir: string;
  /** As data.yaml lists them; labels already carry the project's class order. */
  readonly classNames: readonly string[];
  readonly splitNames: readonly SplitName[];
  /** What was put right while reading, such as duplicate rows. */
  readonly notes: readonly string[];
  /** @throws InputError when data.yaml does not name this split */
  split(name: SplitName): YoloSplit;
  /** SHA-256 over names and bytes of all pictures and label files: changes when the data change. */
  dataVersion(): Promise<string>;
}

const MAX_LISTED_PROBLEMS = 10;

interface Opened {
  readonly yaml: DataYaml;
  readonly splits: ReadonlyMap<SplitName, SplitContent>;
}

/**
 * Opens a folder in YOLO format.
 * @throws InputError for a missing or wrong data.yaml, missing folders, unknown classes, and wrong label rows
 *   (the first ten with file and line, and how many there are)
 */
export async function openYoloDataset(dir: string): Promise<YoloDataset> {
  const { yaml, splits } = await readAllSplits(dir);
  const problems = [...splits.values()].flatMap((split) => split.problems);
  if (problems.length > 0) throw new InputError(listProblems(dir, problems), { details: { problems } });
  const splitNames = SPLIT_NAMES.filter((name) => splits.has(name));
  let version: Promise<string> | undefined;
  const dataset: YoloDataset = {
    dir: resolve(dir),
    classNames: yaml.names,
    splitNames,
    notes: [...splits.values()].flatMap((split) => split.notes),
    split: (name) => {
      const content = splits.get(name);
      if (content === undefined)
        throw new InputError(`${join(dir, 'data.yaml')}: no "${name}" split, only ${splitNames.join(', ')}`);
      return { name, pictures: content.pictures };
    },
    dataVersion: () => (version ??= hashDataset(dataset)),
  };
  return dataset;
}

/** Looks at everything, decodes every picture, and returns all problems instead of stopping at the first. */
export async function checkYoloDataset(dir: string): Promise<DatasetProblem[]> {
  try {
    const { splits } = await readAllSplits(dir);
    const problems: DatasetProblem[] = [];
    for (const split of splits.values()) {
      problems.push(...split.problems);
      for (const picture of split.pictures) {
        const problem = await findPictureProblem(picture);
        if (problem !== undefined) problems.push(problem);
      }
    }
    return problems;
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return [{ file: dir, message: error.message }];
  }
}

async function findPictureProblem(picture: YoloPicture): Promise<DatasetProblem | undefined> {
  try {
    await decodePicture(picture.file);
    return undefined;
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return { file: picture.file, message: error.message.replace(`${picture.file}: `, '') };
  }
}

async function readAllSplits(dir: string): Promise<Opened> {
  const file = join(dir, 'data.yaml');
  const text = await readFile(file, 'utf8').catch((cause: unknown) => {
    throw new InputError(`${file}: not found; a YOLO data set needs this file`, { cause, details: { file } });
  });
  const yaml = parseDataYaml(text, file);
  const classMap = mapClassNames(yaml.names, file);
  // A root that another machine wrote is of no use here; the folder of data.yaml is tried as well.
  const roots = [...new Set([resolve(dir, yaml.path ?? '.'), resolve(dir)])];
  const splits = new Map<SplitName, SplitContent>();
  for (const name of SPLIT_NAMES) {
    if (yaml[name].length === 0) continue;
    const sources = await Promise.all(yaml[name].map((source) => resolveSource(roots, source, file)));
    splits.set(name, await readSplit(resolve(dir), sources, classMap));
  }
  if (splits.size === 0)
    throw new InputError(`${file}: no split; name at least train: and val:`, { details: { file } });
  return { yaml, splits };
}

function listProblems(dir: string, problems: readonly DatasetProblem[]): string {
  const listed = problems.slice(0, MAX_LISTED_PROBLEMS).map((problem) => `  ${describeProblem(problem)}`);
  const more = problems.length - listed.length;
  const tail = more > 0 ? [`  ... and ${more} more`] : [];
  return [`${dir}: ${problems.length} wrong label row(s)`, ...listed, ...tail].join('\n');
}
