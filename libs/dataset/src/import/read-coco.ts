import { readFile } from 'node:fs/promises';
import { posix } from 'node:path';
import { InputError } from '@natiu/errors';
import { z } from 'zod';
import type { SplitName } from '../yolo-dataset.ts';
import type { FileTree } from './file-tree.ts';
import { findPicture } from './find-picture.ts';
import type { ForeignBox, ForeignPicture, ReadOptions, ReadResult, Refusal } from './foreign.ts';
import { splitOfFolders, splitOfWord } from './split-of-path.ts';
import { boundPoints } from './yolo-rows.ts';

const CocoId = z.union([z.number(), z.string()]);
const CocoFile = z.object({
  images: z.array(
    z.object({
      id: CocoId,
      file_name: z.string().min(1),
      width: z.number().optional(),
      height: z.number().optional(),
    }),
  ),
  annotations: z.array(
    z.object({
      id: CocoId.optional(),
      image_id: CocoId,
      category_id: CocoId,
      bbox: z.array(z.number()).optional(),
      segmentation: z.unknown().optional(),
      iscrowd: z.union([z.number(), z.boolean()]).optional(),
    }),
  ),
  categories: z.array(z.object({ id: CocoId, name: z.string().min(1) })),
});
type CocoFile = z.infer<typeof CocoFile>;
type CocoAnnotation = CocoFile['annotations'][number];

/** The annotation files of a COCO data set: JSON with `images`, `annotations` and `categories`. */
export async function findCocoFiles(tree: FileTree): Promise<string[]> {
  const found: string[] = [];
  for (const path of tree.files.filter((file) => file.toLowerCase().endsWith('.json'))) {
    const head = await readFile(tree.locate(path), 'utf8');
    if (['"images"', '"annotations"', '"categories"'].every((key) => head.includes(key))) found.push(path);
  }
  return found;
}

/** COCO: boxes are x, y, width, height in pixels from the top left corner. */
export async function readCoco(tree: FileTree, _options: ReadOptions): Promise<ReadResult> {
  const classNames = new Set<string>();
  const pictures = new Map<string, ForeignPicture>();
  const refusals = new Map<string, Refusal>();
  const notes: string[] = [];
  for (const path of await findCocoFiles(tree)) {
    const content = await parseCocoFile(tree, path);
    content.categories.forEach(({ name }) => classNames.add(name.trim()));
    readCocoPictures(tree, { path, content, notes }, { pictures, refusals });
  }
  for (const path of tree.pictures)
    if (!pictures.has(path) && !refusals.has(path))
      refusals.set(path, { path, kind: 'missing-annotation', reason: 'no entry in any COCO file' });
  return {
    classNames: [...classNames],
    pictures: [...pictures.values()],
    refusals: [...refusals.values()],
    notes,
  };
}

async function parseCocoFile(tree: FileTree, path: string): Promise<CocoFile> {
  const file = tree.locate(path);
  let json: unknown;
  try {
    json = JSON.parse(await readFile(file, 'utf8'));
  } catch (cause) {
    throw new InputError(`${file}: not valid JSON (${(cause as Error).message})`, { cause });
  }
  const parsed = CocoFile.safeParse(json);
  if (parsed.success) return parsed.data;
  const { path: place, message } = parsed.error.issues[0];
  throw new InputError(`${file}: ${place.join('.')}: ${message}; a COCO file is expected`, {
    details: { file },
  });
}

interface Found {
  readonly pictures: Map<string, ForeignPicture>;
  readonly refusals: Map<string, Refusal>;
}

function readCocoPictures(
  tree: FileTree,
  { path, content, notes }: { path: string; content: CocoFile; notes: string[] },
  found: Found,
): void {
  const names = new Map(content.categories.map(({ id, name }) => [id, name.trim()]));
  const byPicture = Map.groupBy(content.annotations, (annotation) => annotation.image_id);
  for (const image of content.images) {
    const picture = findPicture(tree, path, image.file_name);
    const refuse = (kind: Refusal['kind'], reason: string): void => {
      const name = picture ?? image.file_name;
      found.refusals.set(name, { path: name, kind, reason: `${path}: ${reason}` });
    };
    if (picture === undefined) refuse('missing-picture', 'the picture is not there');
    else if (found.pictures.has(picture) || found.refusals.has(picture)) {
      found.pictures.delete(picture);
      refuse('labels', 'the picture is listed twice; which boxes count?');
    } else {
      const read = readCocoBoxes(byPicture.get(image.id) ?? [], names, path);
      if (read.problems.length > 0) refuse('labels', read.problems.join('; '));
      else found.pictures.set(picture, toForeign(picture, image, read, splitOf(path, picture)));
    }
  }
  const known = new Set(content.images.map(({ id }) => id));
  const lost = content.annotations.filter(({ image_id }) => !known.has(image_id)).length;
  if (lost > 0) notes.push(`${path}: ${lost} annotation(s) of pictures that the file does not list`);
}

interface CocoBoxes {
  readonly boxes: readonly ForeignBox[];
  readonly problems: readonly string[];
  readonly crowds: number;
}

function readCocoBoxes(
  annotations: readonly CocoAnnotation[],
  names: ReadonlyMap<number | string, string>,
  path: string,
): CocoBoxes {
  const boxes: ForeignBox[] = [];
  const problems: string[] = [];
  let crowds = 0;
  annotations.forEach((annotation, index) => {
    if (annotation.iscrowd === 1 || annotation.iscrowd === true) {
      crowds++;
      return;
    }
    const where = `${path}, annotation ${annotation.id ?? index}`;
    const className = names.get(annotation.category_id);
    const xyxy = toXyxy(annotation);
    if (className === undefined) problems.push(`${where}: category ${annotation.category_id} is not listed`);
    else if (xyxy === undefined) problems.push(`${where}: no bbox of four numbers`);
    else boxes.push({ className, xyxy, where });
  });
  return { boxes, problems, crowds };
}

function toXyxy({ bbox, segmentation }: CocoAnnotation): ForeignBox['xyxy'] | undefined {
  if (bbox?.length === 4) return [bbox[0], bbox[1], bbox[0] + bbox[2], bbox[1] + bbox[3]];
  const outline = z.array(z.array(z.number()).min(6)).min(1).safeParse(segmentation);
  return outline.success ? boundPoints(outline.data.flat()) : undefined;
}

function toForeign(
  path: string,
  { width, height }: CocoFile['images'][number],
  { boxes, crowds }: CocoBoxes,
  split: SplitName | undefined,
): ForeignPicture {
  const hasSize = width !== undefined && height !== undefined && width > 0 && height > 0;
  return {
    path,
    split,
    unit: 'pixel',
    boxes,
    annotation: boxes.length > 0 ? 'boxes' : 'empty',
    ...(hasSize ? { declaredSize: { width, height } } : {}),
    notes: crowds > 0 ? [`${crowds} crowd region(s) left out: they are not single insects`] : [],
  };
}

/** `instances_val2017.json`, `train.json`, or a folder's name. */
function splitOf(annotation: string, picture: string): SplitName | undefined {
  const words = posix.basename(annotation, '.json').split(/[^A-Za-z0-9]+/);
  const named = words.map(splitOfWord).find((split) => split !== undefined);
  return named ?? splitOfFolders(annotation) ?? splitOfFolders(picture);
}
