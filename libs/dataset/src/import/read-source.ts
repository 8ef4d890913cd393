import { posix } from 'node:path';
import { InputError } from '@natiu/errors';
import { isPictureName } from '@natiu/images';
import { readFileTree, stemOf } from './file-tree.ts';
import type { FileTree } from './file-tree.ts';
import { DATASET_FORMS } from './foreign.ts';
import type { DatasetForm, ForeignDataset, ReadForm, ReadOptions } from './foreign.ts';
import { findCocoFiles, readCoco } from './read-coco.ts';
import { findVocFiles, readVoc } from './read-voc.ts';
import { readYolo } from './read-yolo.ts';
import { roboflowOriginal } from './source-group.ts';
import { splitOfFolders } from './split-of-path.ts';

export interface ReadSourceOptions extends ReadOptions {
  /** Found out by itself when absent. */
  readonly form?: DatasetForm;
}

const READERS: Readonly<Record<DatasetForm, ReadForm>> = {
  yolo: readYolo,
  coco: readCoco,
  voc: readVoc,
  pictures: readPictures,
};

/**
 * Reads the annotations of a folder in any of the known forms; pictures are not opened yet.
 * @throws InputError when there are no pictures, or the form cannot be told
 */
export async function readSource(
  dir: string,
  options: ReadSourceOptions = {},
): Promise<{ tree: FileTree; dataset: ForeignDataset }> {
  const tree = await readFileTree(dir);
  if (tree.pictures.length === 0) throw new InputError(`${dir}: no pictures here`, { details: { dir } });
  const form = options.form ?? (await recogniseForm(tree));
  const read = await READERS[form](tree, options);
  const links = tree.links
    .filter(isPictureName)
    .map((path) => ({ path, kind: 'link' as const, reason: 'a symbolic link: copy the file itself' }));
  const isRoboflow = tree.pictures.some((path) => roboflowOriginal(path) !== undefined);
  return { tree, dataset: { ...read, form, isRoboflow, refusals: [...links, ...read.refusals] } };
}

/**
 * By what lies there: `data.yaml` or label rows are YOLO; JSON with images, annotations and categories is COCO; XML is VOC.
 * @throws InputError when several forms or none are found
 */
export async function recogniseForm(tree: FileTree): Promise<DatasetForm> {
  const found: DatasetForm[] = [];
  if (hasYoloLabels(tree)) found.push('yolo');
  if ((await findCocoFiles(tree)).length > 0) found.push('coco');
  if (findVocFiles(tree).length > 0) found.push('voc');
  if (found.length === 1) return found[0];
  if (found.length > 1)
    throw new InputError(
      `${tree.dir}: looks like ${found.join(' and ')} at once: say which with --form ${found.join('|')}`,
    );
  throw new InputError(
    `${tree.dir}: ${tree.pictures.length} pictures, but no labels in a known form (YOLO data.yaml or labels/*.txt, COCO ` +
      `.json, Pascal VOC .xml). If they were never labelled, say --form pictures. Forms: ${DATASET_FORMS.join(', ')}`,
  );
}

function hasYoloLabels(tree: FileTree): boolean {
  return tree.files.some(
    (path) =>
      /(^|\/)data\.ya?ml$/i.test(path) ||
      (/\.txt$/i.test(path) && path.split('/').slice(0, -1).includes('labels')) ||
      (/\.txt$/i.test(path) &&
        tree.picturesWithStem(stemOf(path)).some((picture) => isBeside(picture, path))),
  );
}

function isBeside(picture: string, labels: string): boolean {
  return posix.dirname(picture) === posix.dirname(labels);
}

/** Pictures that nobody labelled yet. */
async function readPictures(tree: FileTree): Promise<Omit<ForeignDataset, 'form' | 'isRoboflow'>> {
  return {
    classNames: [],
    pictures: tree.pictures.map((path) => ({
      path,
      split: splitOfFolders(path),
      unit: 'share',
      boxes: [],
      annotation: 'none',
      notes: [],
    })),
    refusals: [],
    notes: ['pictures without labels'],
  };
}
