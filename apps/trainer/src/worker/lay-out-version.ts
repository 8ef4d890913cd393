import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { STUDY_VARIANTS, createDatasetVersion, makeStudyPlan, writeYoloDataset } from '@natiu/dataset';
import type { SplitName, WrittenPicture } from '@natiu/dataset';
import { CLASS_NAMES } from '@natiu/domain';
import type { ClassName } from '@natiu/domain';
import { InputError } from '@natiu/errors';
import { readVersionContent } from '@natiu/services';
import type { VersionContent } from '@natiu/services';
import { fetchObject, throwIfStopped } from './work.ts';
import type { Work } from './work.ts';

type FrozenPicture = VersionContent['pictures'][number];

/** The file's own name would differ between data sets with equal pictures; its hash does not. */
function fileNameOf({ sha256, name }: FrozenPicture): string {
  const ending = /\.[A-Za-z0-9]+$/.exec(name)?.[0].toLowerCase() ?? '.jpg';
  return `${sha256.slice(0, 24)}${ending}`;
}

async function* readPictures(work: Work, pictures: readonly FrozenPicture[]): AsyncGenerator<WrittenPicture> {
  for (const picture of pictures) {
    throwIfStopped(work);
    const file = await fetchObject(work, picture.sha256, 'incoming-picture');
    yield {
      name: fileNameOf(picture),
      bytes: await readFile(file),
      labels: picture.labels.map(([className, cx, cy, w, h]) => ({
        classIndex: CLASS_NAMES.indexOf(className as ClassName),
        ...{ cx, cy, w, h },
      })),
    };
  }
}

/**
 * A frozen version as a YOLO folder `data` in the run's folder; the same bytes on every machine, so that a run may move.
 * With the study's augmentation each training picture becomes its variants.
 * @returns the folder's name, relative to the run's folder
 */
export async function layOutVersion(
  work: Work,
  versionId: string,
  augmentation: { kind: 'online' | 'study'; seed: number },
): Promise<{ data: string; content: VersionContent }> {
  const content = await readVersionContent(work, versionId);
  const splits: Partial<Record<SplitName, AsyncGenerator<WrittenPicture>>> = {};
  for (const split of ['train', 'valid', 'test'] as const) {
    const own = content.pictures.filter((picture) => picture.split === split);
    if (own.length > 0) splits[split] = readPictures(work, own);
  }
  if (content.pictures.length === 0) throw new InputError('This version holds no pictures.');
  const comment = `${content.datasetName} v${content.version}, ${content.contentHash}`;
  await writeYoloDataset(join(work.dir, 'data'), { splits, classNames: CLASS_NAMES, comment });
  if (augmentation.kind === 'online') return { data: 'data', content };
  await createDatasetVersion([join(work.dir, 'data')], {
    out: join(work.dir, 'varied'),
    split: { method: 'keep' },
    augmentation: makeStudyPlan(augmentation.seed, STUDY_VARIANTS),
  });
  return { data: 'varied', content };
}
