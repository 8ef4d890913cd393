import { readFile } from 'node:fs/promises';
import { posix } from 'node:path';
import type { SplitName } from '../yolo-dataset.ts';
import { stemOf } from './file-tree.ts';
import type { FileTree } from './file-tree.ts';
import { findPicture } from './find-picture.ts';
import type { ForeignPicture, ReadOptions, ReadResult, Refusal } from './foreign.ts';
import { splitOfFolders, splitOfWord } from './split-of-path.ts';
import { parseVocXml } from './voc-xml.ts';
import type { VocAnnotation } from './voc-xml.ts';

/**
 * Pascal VOC: one XML file per picture, corners in pixels. The form counts pixels from 1 and includes the last one, so
 * x1 and y1 are one less here; a corner at 0 anywhere in the set shows a tool that counts from 0, and nothing is shifted.
 */
export async function readVoc(tree: FileTree, _options: ReadOptions): Promise<ReadResult> {
  const refusals: Refusal[] = [];
  const read = new Map<string, { annotation: VocAnnotation; path: string }>();
  for (const path of findVocFiles(tree)) {
    const annotation = parseVocXml(await readFile(tree.locate(path), 'utf8'), path);
    const picture =
      findPicture(tree, path, annotation.filename ?? `${stemOf(path)}.jpg`) ?? findByStem(tree, path);
    if (picture === undefined)
      refusals.push({ path, kind: 'missing-picture', reason: 'the picture is not there' });
    else if (read.has(picture))
      refusals.push({
        path,
        kind: 'labels',
        reason: `${picture} already has annotation ${read.get(picture)?.path}`,
      });
    else read.set(picture, { annotation, path });
  }
  const countsFromZero = [...read.values()].some(({ annotation }) =>
    annotation.boxes.some(({ xyxy }) => xyxy[0] === 0 || xyxy[1] === 0),
  );
  const splits = await readImageSets(tree);
  const pictures: ForeignPicture[] = [];
  for (const path of tree.pictures) {
    const found = read.get(path);
    const reason = found?.annotation.problems.join('; ');
    if (found === undefined)
      refusals.push({
        path,
        kind: 'missing-annotation',
        reason: 'no XML file; one without objects says "background"',
      });
    else if (reason !== undefined && reason !== '') refusals.push({ path, kind: 'labels', reason });
    else pictures.push(toForeign(path, found.annotation, countsFromZero ? 0 : 1, splits.get(stemOf(path))));
  }
  const classNames = [
    ...new Set(pictures.flatMap(({ boxes }) => boxes.map(({ className }) => className))),
  ].sort();
  const notes = countsFromZero
    ? ['corners count from 0: not shifted']
    : ['corners count from 1, as the form says'];
  return { classNames, pictures, refusals, notes };
}

export function findVocFiles(tree: FileTree): string[] {
  return tree.files.filter((path) => path.toLowerCase().endsWith('.xml'));
}

function findByStem(tree: FileTree, path: string): string | undefined {
  return findPicture(tree, path, `${stemOf(path)}.jpg`);
}

function toForeign(
  path: string,
  { boxes, size }: VocAnnotation,
  first: number,
  split: SplitName | undefined,
): ForeignPicture {
  return {
    path,
    split: split ?? splitOfFolders(path),
    unit: 'pixel',
    boxes: boxes.map(({ className, xyxy: [x1, y1, x2, y2], where }) => ({
      className,
      xyxy: [x1 - first, y1 - first, x2, y2] as const,
      where,
    })),
    annotation: boxes.length > 0 ? 'boxes' : 'empty',
    ...(size === undefined ? {} : { declaredSize: size }),
    notes: [],
  };
}

/** `ImageSets/Main/train.txt`, `val.txt`, `test.txt`: names of pictures without their endings. */
async function readImageSets(tree: FileTree): Promise<Map<string, SplitName>> {
  const splits = new Map<string, SplitName>();
  const lists = tree.files.filter((path) => /(^|\/)ImageSets\/.*\.txt$/.test(path));
  for (const path of lists) {
    const split = splitOfWord(posix.basename(path, '.txt'));
    if (split === undefined) continue;
    const text = await readFile(tree.locate(path), 'utf8');
    for (const line of text.split(/\r?\n/))
      if (line.trim() !== '') splits.set(line.trim().split(/\s+/)[0], split);
  }
  return splits;
}
