import { readFile } from 'node:fs/promises';
import { posix } from 'node:path';
import { InputError } from '@natiu/errors';
import { parseDataYaml } from '../data-yaml.ts';
import type { DataYaml } from '../data-yaml.ts';
import { labelPathOf } from './label-path.ts';
import type { FileTree } from './file-tree.ts';
import type { ForeignPicture, ReadOptions, ReadResult, Refusal } from './foreign.ts';
import { splitOfFolders } from './split-of-path.ts';
import { readYoloRows } from './yolo-rows.ts';
import { mapSplits } from './yolo-splits.ts';

const NAME_LISTS = ['classes.txt', 'obj.names', '_darknet.labels', 'classes.names'];

/** A YOLO folder: `data.yaml`, or only `images` and `labels` with a list of class names. */
export async function readYolo(tree: FileTree, options: ReadOptions): Promise<ReadResult> {
  const yaml = await findDataYaml(tree);
  const classNames = options.classNames ?? yaml?.yaml.names ?? (await readNameList(tree));
  if (classNames === undefined)
    throw new InputError(
      `${tree.dir}: YOLO labels without class names: add data.yaml or classes.txt, or say --classes "Female,Male"`,
    );
  const splits = yaml === undefined ? new Map<string, never>() : await mapSplits(tree, yaml.yaml, yaml.path);
  const refusals: Refusal[] = [];
  const pictures: ForeignPicture[] = [];
  const used = new Set<string>();
  for (const path of tree.pictures) {
    const labelPath = labelPathOf(path).find((candidate) => tree.has(candidate));
    if (labelPath !== undefined) used.add(labelPath);
    const split = splits.get(path) ?? splitOfFolders(path);
    const read = await readPicture(tree, { path, labelPath, split }, classNames);
    if ('reason' in read) refusals.push(read);
    else pictures.push(read);
  }
  refusals.push(...findOrphans(tree, used));
  return { classNames, pictures, refusals, notes: [] };
}

async function readPicture(
  tree: FileTree,
  place: Pick<ForeignPicture, 'path' | 'split'> & { readonly labelPath: string | undefined },
  classNames: readonly string[],
): Promise<ForeignPicture | Refusal> {
  const { path, split, labelPath } = place;
  const linked = labelPathOf(path).find((candidate) => tree.links.includes(candidate));
  if (labelPath === undefined && linked !== undefined)
    return { path, kind: 'link', reason: `its labels ${linked} are a symbolic link: copy the file itself` };
  if (labelPath === undefined)
    return { path, split, unit: 'share', boxes: [], annotation: 'none', notes: [] };
  const text = await readFile(tree.locate(labelPath), 'utf8');
  const { boxes, problems, outlines } = readYoloRows(text, labelPath, classNames);
  if (problems.length > 0) return { path, kind: 'labels', reason: problems.join('; ') };
  const notes = outlines > 0 ? [`${outlines} outline(s) turned into boxes`] : [];
  return { path, split, unit: 'share', boxes, annotation: boxes.length > 0 ? 'boxes' : 'empty', notes };
}

/** Labels whose picture is gone: somebody should know. */
function findOrphans(tree: FileTree, used: ReadonlySet<string>): Refusal[] {
  return tree.files
    .filter((path) => path.split('/').slice(0, -1).includes('labels') && path.endsWith('.txt'))
    .filter((path) => !used.has(path) && !NAME_LISTS.includes(posix.basename(path)))
    .map((path) => ({ path, kind: 'missing-picture' as const, reason: 'labels without a picture' }));
}

async function findDataYaml(tree: FileTree): Promise<{ yaml: DataYaml; path: string } | undefined> {
  const candidates = tree.files.filter((path) => /\.ya?ml$/i.test(path));
  const named = candidates.filter((path) => /^data\.ya?ml$/i.test(posix.basename(path)));
  const chosen = named.length > 0 ? named : candidates;
  const depth = Math.min(...chosen.map((path) => path.split('/').length));
  const top = chosen.filter((path) => path.split('/').length === depth);
  if (top.length === 0) return undefined;
  if (top.length > 1)
    throw new InputError(
      `${tree.dir}: several YOLO descriptions (${top.slice(0, 5).join(', ')}): import them one by one`,
    );
  const text = await readFile(tree.locate(top[0]), 'utf8');
  return { yaml: parseDataYaml(text, tree.locate(top[0])), path: top[0] };
}

async function readNameList(tree: FileTree): Promise<readonly string[] | undefined> {
  const file = tree.files.find((path) => NAME_LISTS.includes(posix.basename(path)));
  if (file === undefined) return undefined;
  const text = await readFile(tree.locate(file), 'utf8');
  const names = text.split(/\r?\n/).map((line) => line.trim());
  while (names.at(-1) === '') names.pop();
  return names.length > 0 ? names : undefined;
}
