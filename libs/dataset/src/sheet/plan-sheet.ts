import { CLASS_NAMES } from '@natiu/domain';
import { InputError } from '@natiu/errors';
import { contactSheet, decodePicture, shrinkPicture } from '@natiu/images';
import type { RgbPicture } from '@natiu/images';
import { DEFAULT_AUGMENTATION, assertAugmentationPlan } from '../augment/plan.ts';
import type { AugmentationPlan } from '../augment/plan.ts';
import { createSampleMaker } from '../augment/sample.ts';
import { drawLabels } from '../check/thumbnail.ts';
import { decodeFitted } from '../fit.ts';
import type { NamedLabel } from '../import/judge-boxes.ts';
import { createRandomStream, shuffleIndices } from '../random.ts';
import type { YoloPicture } from '../split-files.ts';
import { makeStudyPlan } from '../study/study-plan.ts';
import { varyPicture } from '../study/vary-picture.ts';
import type { OfflinePlan } from '../version/version-manifest.ts';
import { openYoloDataset } from '../yolo-dataset.ts';
import type { YoloLabel } from '../yolo-label.ts';

export interface PlanSheetOptions {
  /** `study`: the offline variants; `online`: what the loader makes anew each epoch, with or without mosaic. */
  readonly plan: 'study' | 'online' | 'online-no-mosaic';
  /** For the online plans; the loader's defaults when absent. */
  readonly augmentation?: AugmentationPlan;
  /** Rows: pictures of the training split. */
  readonly pictures: number;
  /** Columns beside the original. */
  readonly variants: number;
  readonly seed: number;
  /** Longest side of a cell, pixels; for the online plans also the training size. */
  readonly cellPx: number;
}

/** Keeps the choice of pictures apart from other draws. */
const CHOICE_STREAM = 4;

/**
 * A picture of what a plan does: one row per training picture, the original first, boxes drawn.
 * @throws InputError when the folder is no YOLO data set, or a number is out of range
 */
export async function renderPlanSheet(dir: string, options: PlanSheetOptions): Promise<RgbPicture> {
  assertOptions(options);
  const dataset = await openYoloDataset(dir);
  const pictures = dataset.split('train').pictures;
  const random = createRandomStream(options.seed, CHOICE_STREAM);
  const labelled = [...shuffleIndices(pictures.length, random)].sort(
    (a, b) => Number(pictures[b].labels.length > 0) - Number(pictures[a].labels.length > 0),
  );
  const chosen = labelled.slice(0, options.pictures);
  const vary = options.plan === 'study' ? varyOffline : createOnline(pictures, options);
  const cells: RgbPicture[] = [];
  for (const index of chosen) {
    const original = await shrinkPicture(await decodePicture(pictures[index].file), options.cellPx);
    cells.push(await drawNamed(original, pictures[index].labels));
    for (let variant = 1; variant <= options.variants; variant++) {
      const made = await vary(pictures[index], { index, variant, options });
      cells.push(await drawNamed(made.picture, made.labels));
    }
  }
  return contactSheet(cells, options.variants + 1);

  function drawNamed(picture: RgbPicture, labels: readonly YoloLabel[]): Promise<RgbPicture> {
    return drawLabels(picture, toNamed(labels), true);
  }
}

interface Cell {
  readonly index: number;
  readonly variant: number;
  readonly options: PlanSheetOptions;
}

interface Made {
  readonly picture: RgbPicture;
  readonly labels: readonly YoloLabel[];
}

type Vary = (picture: YoloPicture, cell: Cell) => Promise<Made>;

const varyOffline: Vary = async ({ file, labels }, { index, variant, options }) => {
  const plan = makeStudyPlan(options.seed, options.variants) as Extract<OfflinePlan, { name: 'study' }>;
  const picture = await decodePicture(file);
  const made = await varyPicture({ picture, labels }, plan, [index, variant]);
  return { picture: await shrinkPicture(made.picture, options.cellPx), labels: made.labels };
};

function createOnline(pictures: readonly YoloPicture[], options: PlanSheetOptions): Vary {
  const size = options.cellPx;
  const plan = options.augmentation ?? DEFAULT_AUGMENTATION;
  assertAugmentationPlan(plan);
  const maker = createSampleMaker(plan, size, async (index) => {
    const { picture } = await decodeFitted(pictures[index].file, size);
    return { ...picture, labels: pictures[index].labels };
  });
  return async (_picture, { index, variant }) => {
    const planes = new Uint8Array(3 * size * size);
    const random = createRandomStream(options.seed, variant, index);
    const mosaic = options.plan === 'online';
    const labels = await maker.make({ index, count: pictures.length, mosaic, random }, planes);
    return { picture: fromPlanes(planes, size), labels };
  };
}

function fromPlanes(planes: Uint8Array, side: number): RgbPicture {
  const plane = side * side;
  const data = new Uint8Array(planes.length);
  for (let i = 0; i < plane; i++)
    for (let channel = 0; channel < 3; channel++) data[i * 3 + channel] = planes[channel * plane + i];
  return { width: side, height: side, data };
}

function toNamed(labels: readonly YoloLabel[]): NamedLabel[] {
  return labels.map(({ classIndex, cx, cy, w, h }) => ({ className: CLASS_NAMES[classIndex], cx, cy, w, h }));
}

function assertOptions({ pictures, variants, cellPx }: PlanSheetOptions): void {
  for (const [name, value] of Object.entries({ pictures, variants }))
    if (!Number.isInteger(value) || value < 1 || value > 50)
      throw new InputError(`${name} must be a whole number from 1 to 50, got ${value}`);
  if (!Number.isInteger(cellPx) || cellPx < 32 || cellPx > 1024)
    throw new InputError(`the size of a cell must lie within 32 and 1024 pixels, got ${cellPx}`);
}
