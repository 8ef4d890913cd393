import { copyFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { InputError } from '@natiu/errors';
import { writeYoloDataset } from '../write-yolo-dataset.ts';
import type { WrittenPicture } from '../write-yolo-dataset.ts';
import { SPLIT_NAMES } from '../yolo-dataset.ts';
import type { SplitName } from '../yolo-dataset.ts';
import { planClasses, usedClasses } from './class-plan.ts';
import type { ClassMapOptions, ClassPlan } from './class-plan.ts';
import { PROVENANCE_FILE, QUARANTINE_FOLDER } from './file-tree.ts';
import { inspectSource } from './inspect-source.ts';
import type { InspectOptions, InspectedSource } from './inspect-source.ts';
import { assignPlainNames } from './plain-names.ts';
import type { PictureOrigin, Provenance, QuarantinedFile } from './provenance.ts';
import { writeWholeFolder } from './whole-folder.ts';

export interface ImportOptions extends InspectOptions, ClassMapOptions {
  /** New folder; must be empty or not exist. */
  readonly out: string;
}

/**
 * Takes a folder or archive over into one YOLO folder with `provenance.json`. Pictures keep their bytes. What cannot be
 * used is copied to `quarantine/` and listed with its reason.
 * @throws InputError for an unknown class (naming it), an unknown form, a refused archive, or no usable picture
 */
export async function importPictures(path: string, options: ImportOptions): Promise<Provenance> {
  const source = await inspectSource(path, options);
  try {
    const classes = planClasses(usedClasses(source.pictures), source.classNames, options);
    if (source.pictures.length === 0)
      throw new InputError(
        `${path}: none of ${source.refusals.length} pictures can be used; the first: ${source.refusals[0].path}: ` +
          source.refusals[0].reason,
      );
    return await writeWholeFolder(options.out, (folder) => writeImport(folder, source, classes));
  } finally {
    await source.close();
  }
}

async function writeImport(folder: string, source: InspectedSource, classes: ClassPlan): Promise<Provenance> {
  const names = assignPlainNames(source.pictures);
  const splitOf = (index: number): SplitName => source.pictures[index].split ?? 'train';
  const splits: Partial<Record<SplitName, AsyncIterable<WrittenPicture>>> = {};
  for (const split of SPLIT_NAMES) {
    const chosen = source.pictures.map((_, index) => index).filter((index) => splitOf(index) === split);
    if (chosen.length > 0) splits[split] = readPictures(source, chosen, { names, classes });
  }
  await writeYoloDataset(folder, {
    splits,
    classNames: classes.classNames,
    comment: `Imported from ${source.name} (${source.form}); see ${PROVENANCE_FILE}.`,
  });
  const provenance: Provenance = {
    format: 1,
    source: { name: source.name, kind: source.kind, form: source.form, isRoboflow: source.isRoboflow },
    importedAtUtc: new Date().toISOString(),
    classMap: classes.classMap,
    classNames: [...classes.classNames],
    notes: [...source.notes],
    pictures: source.pictures.map((_, index) =>
      describeOrigin(source, index, `${splitOf(index)}/images/${names[index]}`),
    ),
    quarantine: await copyRefused(folder, source),
  };
  await writeFile(join(folder, PROVENANCE_FILE), `${JSON.stringify(provenance, null, 1)}\n`);
  return provenance;
}

async function* readPictures(
  source: InspectedSource,
  chosen: readonly number[],
  { names, classes }: { readonly names: readonly string[]; readonly classes: ClassPlan },
): AsyncGenerator<WrittenPicture> {
  for (const index of chosen) {
    const { file, labels } = source.pictures[index];
    yield { name: names[index], bytes: await readFile(file), labels: classes.toLabels(labels) };
  }
}

function describeOrigin(source: InspectedSource, index: number, name: string): PictureOrigin {
  const picture = source.pictures[index];
  const before = source.origins.get(picture.path);
  const { fileSha256, pixelSha256, width, height, annotation, group, split = null } = picture;
  return {
    name,
    source: before?.source ?? source.name,
    originalPath: before?.originalPath ?? picture.path,
    ...{ group, split, fileSha256, pixelSha256, width, height, annotation },
  };
}

/** Copies what was refused, and a list for a person; links are not followed. */
async function copyRefused(folder: string, source: InspectedSource): Promise<QuarantinedFile[]> {
  const list: QuarantinedFile[] = [];
  for (const { path, kind, reason } of source.refusals) {
    const copy = `${QUARANTINE_FOLDER}/${path}`;
    // Names come from annotation files too: only what is a file of the source itself may be copied.
    const file = source.locate(path);
    const isCopied = file !== undefined && (await copyInto(file, join(folder, copy)));
    list.push({ originalPath: path, kind, reason, ...(isCopied ? { copy } : {}) });
  }
  if (list.length > 0) {
    await mkdir(join(folder, QUARANTINE_FOLDER), { recursive: true });
    const lines = list.map(({ originalPath, reason }) => `${originalPath}: ${reason}\n`);
    await writeFile(join(folder, QUARANTINE_FOLDER, 'reasons.txt'), lines.join(''));
  }
  return list;
}

async function copyInto(from: string, to: string): Promise<boolean> {
  await mkdir(dirname(to), { recursive: true });
  return copyFile(from, to).then(
    () => true,
    () => false,
  );
}
