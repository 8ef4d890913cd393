import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { VERSION_FILE, createDatasetVersion, makeStudyPlan, openYoloDataset } from '@natiu/dataset';
import type { YoloDataset } from '@natiu/dataset';
import { CLASS_NAMES } from '@natiu/domain';
import { InputError } from '@natiu/errors';
import type { StudyContext } from './study-context.ts';
import { trainingFolder } from './study-context.ts';
import type { DataResult } from './stage-results.ts';

const SPLITS = ['train', 'valid', 'test'] as const;
/** Draws the variants; all runs train on the same ones, whatever their seed. */
const VARIANT_SEED = 1;

/** @throws InputError when a split is missing: figures need pictures that nothing was chosen on */
export function assertSplits(dataset: YoloDataset, dir: string): void {
  const missing = SPLITS.filter((name) => !dataset.splitNames.includes(name));
  if (missing.length === 0) return;
  throw new InputError(
    `${dir}: no split "${missing.join('", "')}". A study needs train, valid and test: make them with "trainer dataset version".`,
  );
}

const exists = (file: string) =>
  access(file).then(
    () => true,
    () => false,
  );

/** Writes the three variants of each training picture, where the study asks for them; counts what there is. */
export async function prepareData(context: StudyContext): Promise<DataResult> {
  const { settings } = context.journal;
  const folder = trainingFolder(context);
  if (settings.augmentation === 'study' && !(await exists(join(folder, VERSION_FILE))))
    await writeVariants(context, folder);
  const source = await openYoloDataset(settings.data);
  const prepared = await openYoloDataset(folder);
  const count = (name: (typeof SPLITS)[number]) => {
    const labels = source.split(name).pictures.flatMap((picture) => picture.labels);
    return Object.fromEntries(
      CLASS_NAMES.map((className, index) => [
        className,
        labels.filter((label) => label.classIndex === index).length,
      ]),
    );
  };
  return {
    pictures: Object.fromEntries(SPLITS.map((name) => [name, source.split(name).pictures.length])),
    boxes: Object.fromEntries(SPLITS.map((name) => [name, count(name)])),
    trainingFiles: prepared.split('train').pictures.length,
  };
}

async function writeVariants({ journal, openProgress }: StudyContext, out: string): Promise<void> {
  let progress: ReturnType<typeof openProgress> | undefined;
  let phase = '';
  try {
    await createDatasetVersion([journal.settings.data], {
      out,
      split: { method: 'keep' },
      augmentation: makeStudyPlan(VARIANT_SEED),
      onProgress: (now, _done, total) => {
        if (now !== phase) {
          progress?.finish();
          phase = now;
          const label = now === 'reading' ? 'Reading pictures' : 'Writing variants';
          progress = openProgress({ label, total, unit: 'pictures' });
        }
        progress?.advance();
      },
    });
  } finally {
    progress?.finish();
  }
}
