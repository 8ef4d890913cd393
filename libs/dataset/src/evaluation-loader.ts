import type { LetterboxMap } from '@natiu/box-ops';
import { InputError } from '@natiu/errors';
import { centreOnPlanes, decodeFitted } from './fit.ts';
import type { FittedPicture } from './fit.ts';
import type { YoloPicture } from './split-files.ts';
import type { YoloSplit } from './yolo-dataset.ts';

export interface PixelLabel {
  readonly classIndex: number;
  /** x1, y1, x2, y2 in pixels of the original picture. */
  readonly boxXyxy: readonly [number, number, number, number];
}

/**
 * A letterbox whose two axes may differ slightly, because the shorter side was rounded up to a whole pixel; `scale` is
 * the longer side's.
 */
export interface EvaluationMap extends LetterboxMap {
  readonly scaleX: number;
  readonly scaleY: number;
}

export interface EvaluationBatch {
  readonly size: number;
  /** Side of the square input, pixels: image size plus both margins. */
  readonly side: number;
  /** [B, 3, side, side] uint8 RGB */
  readonly images: Uint8Array;
  readonly maps: readonly EvaluationMap[];
  readonly labels: readonly (readonly PixelLabel[])[];
  readonly files: readonly string[];
}

export interface EvaluationOptions {
  /** Grey pixels added on every side of the square; 0 by default. */
  readonly margin?: number;
  /** Memory for resized pictures kept for the next pass; 512 MiB by default, 0 keeps none. */
  readonly cacheBytes?: number;
}

export interface EvaluationLoader {
  readonly batchCount: number;
  readonly pictureCount: number;
  /** All pictures once, in the split's order; may be called again. */
  batches(): AsyncGenerator<EvaluationBatch, void, void>;
}

const DEFAULT_CACHE_BYTES = 512 * 2 ** 20;

/** Square letterbox of every picture, no shuffling, no augmentation; the last batch may be smaller. */
export function createEvaluationLoader(
  split: YoloSplit,
  imageSize: number,
  batch: number,
  options: EvaluationOptions = {},
): EvaluationLoader {
  const { pictures } = split;
  const margin = options.margin ?? 0;
  for (const [name, value] of Object.entries({ imageSize, batch }))
    if (!Number.isInteger(value) || value < 1)
      throw new InputError(`${name} must be a positive whole number`);
  if (!Number.isInteger(margin) || margin < 0)
    throw new InputError('margin must be a whole number, 0 or more');
  const side = imageSize + 2 * margin;
  const load = createCachedDecoder(imageSize, options.cacheBytes ?? DEFAULT_CACHE_BYTES);
  const loadBatch = (start: number): Promise<FittedPicture[]> =>
    Promise.all(pictures.slice(start, start + batch).map((picture) => load(picture.file)));

  async function* batches(): AsyncGenerator<EvaluationBatch, void, void> {
    let next = loadBatch(0);
    for (let start = 0; start < pictures.length; start += batch) {
      const fitted = await next;
      // Decoding runs beside the network's work on the batch before.
      next = loadBatch(start + batch);
      next.catch(() => undefined);
      yield assembleBatch(pictures.slice(start, start + batch), fitted, side);
    }
  }
  return {
    batchCount: Math.ceil(pictures.length / batch),
    pictureCount: pictures.length,
    batches,
  };
}

function assembleBatch(
  pictures: readonly YoloPicture[],
  fitted: readonly FittedPicture[],
  side: number,
): EvaluationBatch {
  const pixels = 3 * side * side;
  const images = new Uint8Array(pictures.length * pixels);
  const maps = fitted.map((each, index) => {
    const out = images.subarray(index * pixels, (index + 1) * pixels);
    const offset = centreOnPlanes(each.picture, { width: side, height: side }, out);
    return toMap(each, side, offset);
  });
  const labels = pictures.map((picture, index) => toPixelLabels(picture, fitted[index]));
  return {
    size: pictures.length,
    side,
    images,
    maps,
    labels,
    files: pictures.map((picture) => picture.file),
  };
}

function toMap(fitted: FittedPicture, side: number, offset: { left: number; top: number }): EvaluationMap {
  const { original, picture } = fitted;
  const scaleX = picture.width / original.width;
  const scaleY = picture.height / original.height;
  return {
    original,
    target: { width: side, height: side },
    scale: original.width >= original.height ? scaleX : scaleY,
    scaleX,
    scaleY,
    content: { width: picture.width, height: picture.height },
    padLeft: offset.left,
    padTop: offset.top,
    padRight: side - picture.width - offset.left,
    padBottom: side - picture.height - offset.top,
  };
}

function toPixelLabels(picture: YoloPicture, fitted: FittedPicture): PixelLabel[] {
  const { width, height } = fitted.original;
  return picture.labels.map(({ classIndex, cx, cy, w, h }) => ({
    classIndex,
    boxXyxy: [(cx - w / 2) * width, (cy - h / 2) * height, (cx + w / 2) * width, (cy + h / 2) * height],
  }));
}

/** A box in pixels of the network's input -> pixels of the original picture, clipped to it; exact on both axes. */
export function evaluationBoxToOriginal(
  map: EvaluationMap,
  box: readonly [number, number, number, number],
): [number, number, number, number] {
  const clip = (value: number, high: number): number => Math.min(Math.max(value, 0), high);
  const { width, height } = map.original;
  return [
    clip((box[0] - map.padLeft) / map.scaleX, width),
    clip((box[1] - map.padTop) / map.scaleY, height),
    clip((box[2] - map.padLeft) / map.scaleX, width),
    clip((box[3] - map.padTop) / map.scaleY, height),
  ];
}

function createCachedDecoder(size: number, cacheBytes: number): (file: string) => Promise<FittedPicture> {
  const cache = new Map<string, FittedPicture>();
  let bytes = 0;
  return async (file) => {
    const known = cache.get(file);
    if (known !== undefined) return known;
    const fitted = await decodeFitted(file, size);
    if (bytes + fitted.picture.data.length <= cacheBytes && !cache.has(file)) {
      cache.set(file, fitted);
      bytes += fitted.picture.data.length;
    }
    return fitted;
  };
}
