import { InputError } from '@natiu/errors';
import { decodePicture, letterboxPicture } from '@natiu/images';
import type { RgbPicture } from '@natiu/images';
import { CLASS_NAMES } from '@natiu/domain';
import { NO_AUGMENTATION } from './augment/plan.ts';
import { createSampleMaker } from './augment/sample.ts';
import { centreOnPlanes, decodeFitted, fitLongSide } from './fit.ts';
import type { FittedPicture, PictureSize } from './fit.ts';
import { createRandomStream } from './random.ts';
import { readSplit } from './split-files.ts';
import type { YoloPicture } from './split-files.ts';
import { describeProblem } from './yolo-label.ts';
import type { YoloLabel } from './yolo-label.ts';

/** Both ways to make a square: a trap's single step, and the data loader's two steps. [size, size, 3] uint8 RGB each. */
export interface LetterboxOutputs {
  readonly direct: Uint8Array;
  readonly dataset: Uint8Array;
}

export function computeLetterboxOutputs(picture: RgbPicture, size: number): LetterboxOutputs {
  const direct = letterboxPicture(picture, size).picture.data;
  const planes = new Uint8Array(3 * size * size);
  centreOnPlanes(fitLongSide(picture, size), { width: size, height: size }, planes);
  return { direct, dataset: planesToPixels(planes, size * size) };
}

function planesToPixels(planes: Uint8Array, count: number): Uint8Array {
  const pixels = new Uint8Array(count * 3);
  for (let i = 0; i < count; i++)
    for (let channel = 0; channel < 3; channel++) pixels[i * 3 + channel] = planes[channel * count + i];
  return pixels;
}

export async function letterboxFile(file: string, size: number): Promise<LetterboxOutputs> {
  return computeLetterboxOutputs(await decodePicture(file), size);
}

/** `train_noaug`: the training path with every augmentation off; the others: validation, square or rectangular. */
export type LabelBatchMode = 'train_noaug' | 'val_square' | 'val_rect_pad05';

export interface LabelBatch {
  /** Pictures in batch order, by file name. */
  readonly files: readonly string[];
  /** B, 3, H, W */
  readonly imageShape: readonly [number, number, number, number];
  /** uint8 RGB of `imageShape` */
  readonly images: Uint8Array;
  /** Picture of each box. */
  readonly batchIdx: Int32Array;
  readonly cls: Int32Array;
  /** [boxes, 4]: cx, cy, w, h, normalised to the picture of the batch. */
  readonly bboxes: Float32Array;
}

const LARGEST_STRIDE = 32;
/** Share of a stride added to rectangles before they are rounded up to whole strides. */
const RECTANGLE_PAD = 0.5;

/**
 * A whole picture folder as one batch, labels transformed like the pictures.
 * @param imagesDir folder `images` with a folder `labels` beside it; label numbers in the project's class order
 */
export async function buildLabelBatch(
  imagesDir: string,
  mode: LabelBatchMode,
  imageSize: number,
): Promise<LabelBatch> {
  const classMap = CLASS_NAMES.map((_, index) => index);
  const { pictures, problems } = await readSplit(imagesDir, [imagesDir], classMap);
  if (problems.length > 0) throw new InputError(describeProblem(problems[0]), { details: { problems } });
  if (mode === 'train_noaug') return buildTrainBatch(pictures, imageSize);
  const fitted = await Promise.all(pictures.map((picture) => decodeFitted(picture.file, imageSize)));
  if (mode === 'val_square') {
    return buildEvaluationBatch(pictures, fitted, { width: imageSize, height: imageSize });
  }
  const order = sortByAspect(fitted);
  const target = planRectangle(
    order.map((index) => fitted[index].original),
    imageSize,
  );
  return buildEvaluationBatch(
    order.map((index) => pictures[index]),
    order.map((index) => fitted[index]),
    target,
  );
}

async function buildTrainBatch(pictures: readonly YoloPicture[], size: number): Promise<LabelBatch> {
  const maker = createSampleMaker(NO_AUGMENTATION, size, async (index) => {
    const { picture } = await decodeFitted(pictures[index].file, size);
    return { ...picture, labels: pictures[index].labels };
  });
  const pixels = 3 * size * size;
  const images = new Uint8Array(pictures.length * pixels);
  const labels: YoloLabel[][] = [];
  for (const index of pictures.keys()) {
    const random = createRandomStream(0, 0, index);
    const out = images.subarray(index * pixels, (index + 1) * pixels);
    labels.push(await maker.make({ index, count: pictures.length, mosaic: false, random }, out));
  }
  return { ...packLabels(pictures, labels), images, imageShape: [pictures.length, 3, size, size] };
}

function buildEvaluationBatch(
  pictures: readonly YoloPicture[],
  fitted: readonly FittedPicture[],
  target: PictureSize,
): LabelBatch {
  const pixels = 3 * target.width * target.height;
  const images = new Uint8Array(pictures.length * pixels);
  const labels = fitted.map(({ picture }, index) => {
    centreOnPlanes(picture, target, images.subarray(index * pixels, (index + 1) * pixels));
    // Boxes move by the exact half of the free room, not by its rounded value: so do the models' training boxes.
    const left = (target.width - picture.width) / 2;
    const top = (target.height - picture.height) / 2;
    return pictures[index].labels.map((label) => ({
      classIndex: label.classIndex,
      cx: (label.cx * picture.width + left) / target.width,
      cy: (label.cy * picture.height + top) / target.height,
      w: (label.w * picture.width) / target.width,
      h: (label.h * picture.height) / target.height,
    }));
  });
  return {
    ...packLabels(pictures, labels),
    images,
    imageShape: [pictures.length, 3, target.height, target.width],
  };
}

/** Positions in ascending height / width; equal ones keep their order. */
function sortByAspect(fitted: readonly FittedPicture[]): number[] {
  const aspect = fitted.map(({ original }) => original.height / original.width);
  return fitted.map((_, index) => index).sort((a, b) => aspect[a] - aspect[b]);
}

function planRectangle(sizes: readonly PictureSize[], imageSize: number): PictureSize {
  const aspects = sizes.map(({ width, height }) => height / width);
  const [low, high] = [Math.min(...aspects), Math.max(...aspects)];
  const height = high < 1 ? high : 1;
  const width = low > 1 ? 1 / low : 1;
  const round = (share: number): number =>
    Math.ceil((share * imageSize) / LARGEST_STRIDE + RECTANGLE_PAD) * LARGEST_STRIDE;
  return { width: round(width), height: round(height) };
}

function packLabels(
  pictures: readonly YoloPicture[],
  labels: readonly (readonly YoloLabel[])[],
): Pick<LabelBatch, 'files' | 'batchIdx' | 'cls' | 'bboxes'> {
  const rows = labels.flatMap((each, picture) => each.map((label) => ({ picture, label })));
  return {
    files: pictures.map((picture) => picture.name),
    batchIdx: Int32Array.from(rows, ({ picture }) => picture),
    cls: Int32Array.from(rows, ({ label }) => label.classIndex),
    bboxes: Float32Array.from(rows.flatMap(({ label }) => [label.cx, label.cy, label.w, label.h])),
  };
}
