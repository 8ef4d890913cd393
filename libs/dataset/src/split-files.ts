import { readFile, stat } from 'node:fs/promises';
import { basename, dirname, extname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import { InputError } from '@natiu/errors';
import { comparePictureNames, listPictures } from '@natiu/images';
import { countRows, parseWeights, weightFileOf } from './label-weights.ts';
import { parseLabels } from './yolo-label.ts';
import type { DatasetProblem, YoloLabel } from './yolo-label.ts';

export interface YoloPicture {
  readonly file: string;
  /** Path below the data set's folder with forward slashes: the same on every machine. */
  readonly name: string;
  /** Absent when the picture has no label file: background. */
  readonly labelFile?: string;
  /** Absent when every label counts in full. */
  readonly weightFile?: string;
  readonly labels: readonly YoloLabel[];
}

export interface SplitContent {
  readonly pictures: readonly YoloPicture[];
  readonly problems: readonly DatasetProblem[];
  readonly notes: readonly string[];
}

/** Label files read at a time; more only queue up in the operating system. */
const READS_AT_ONCE = 16;

/** Where the label file of a picture belongs: the last folder `images` becomes `labels`, the ending `.txt`. */
export function labelFileOf(pictureFile: string): string {
  const parts = dirname(pictureFile).split(sep);
  const images = parts.lastIndexOf('images');
  if (images >= 0) parts[images] = 'labels';
  return join(parts.join(sep) || sep, `${basename(pictureFile, extname(pictureFile))}.txt`);
}

/**
 * Reads the pictures' names and labels of one split.
 * @param sources folders (searched with their subfolders) or `.txt` lists of pictures
 * @param classMap label number -> project class index
 */
export async function readSplit(
  dir: string,
  sources: readonly string[],
  classMap: readonly number[],
): Promise<SplitContent> {
  const files = (await Promise.all(sources.map((source) => listSource(source)))).flat();
  const unique = [...new Set(files)].sort(comparePictureNames);
  if (unique.length === 0)
    throw new InputError(`${sources.join(', ')}: no pictures here`, { details: { sources } });
  const problems: DatasetProblem[] = [];
  const notes: string[] = [];
  const pictures: YoloPicture[] = [];
  for (let start = 0; start < unique.length; start += READS_AT_ONCE) {
    const group = unique.slice(start, start + READS_AT_ONCE);
    const found = await Promise.all(group.map((file) => readPictureLabels(dir, file, classMap)));
    for (const each of found) {
      pictures.push(each.picture);
      problems.push(...each.problems);
      if (each.duplicates > 0)
        notes.push(`${each.picture.labelFile}: ${each.duplicates} duplicate label row(s) removed`);
    }
  }
  return { pictures, problems, notes };
}

async function readPictureLabels(
  dir: string,
  file: string,
  classMap: readonly number[],
): Promise<{ picture: YoloPicture; problems: readonly DatasetProblem[]; duplicates: number }> {
  const name = relative(dir, file).split(sep).join('/');
  const labelFile = labelFileOf(file);
  const text = await readIfThere(labelFile);
  if (text === undefined) return { picture: { file, name, labels: [] }, problems: [], duplicates: 0 };
  const weightFile = weightFileOf(file);
  const weightText = weightFile === undefined ? undefined : await readIfThere(weightFile);
  if (weightFile === undefined || weightText === undefined) {
    const { labels, problems, duplicates } = parseLabels(text, labelFile, classMap);
    return { picture: { file, name, labelFile, labels }, problems, duplicates };
  }
  const { weights, problems: wrongWeights } = parseWeights(weightText, weightFile, countRows(text));
  const { labels, problems, duplicates } = parseLabels(text, labelFile, classMap, weights);
  const picture = { file, name, labelFile, weightFile, labels };
  return { picture, problems: [...problems, ...wrongWeights], duplicates };
}

async function readIfThere(file: string): Promise<string | undefined> {
  return readFile(file, 'utf8').catch((cause: NodeJS.ErrnoException) => {
    if (cause.code === 'ENOENT') return undefined;
    throw new InputError(`${file}: the label file cannot be read (${cause.message})`, { cause });
  });
}

async function listSource(source: string): Promise<string[]> {
  if (extname(source) !== '.txt') return listPictures(source);
  const text = await readFile(source, 'utf8');
  return text
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .map((line) => (isAbsolute(line) ? line : resolve(dirname(source), line)));
}

/**
 * A path of `data.yaml` as it lies on disk. Exports of labelling services write `../train/images` although the folder
 * lies beside the file, so that is tried too.
 */
export async function resolveSource(
  roots: readonly string[],
  source: string,
  yamlFile: string,
): Promise<string> {
  const spellings = source.startsWith('../') ? [source, source.slice(3)] : [source];
  const candidates = roots.flatMap((root) => spellings.map((spelling) => resolve(root, spelling)));
  for (const candidate of candidates) if (await exists(candidate)) return candidate;
  throw new InputError(
    `${yamlFile}: ${source} does not exist (looked for ${candidates.join(' and ')}); create it or remove the line`,
    { details: { file: yamlFile } },
  );
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
