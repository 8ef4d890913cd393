import { planLetterbox } from '@natiu/box-ops';
import type { LetterboxMap, Size } from '@natiu/box-ops';
import { assertPicture } from './picture.ts';
import type { RgbPicture } from './picture.ts';
import { createResizer } from './resize.ts';

/** Grey level around a letterboxed picture; the models are trained with it. */
export const LETTERBOX_FILL = 114;

export interface LetterboxOptions {
  /** Grey level of the padding, 0..255. */
  readonly fill?: number;
  /** Pixels of padding kept free on every side, before the picture is fitted. */
  readonly margin?: number;
}

export interface Letterboxed {
  readonly picture: RgbPicture;
  readonly map: LetterboxMap;
}

/** Letterboxes picture after picture into one buffer: the result is valid until the next call. */
export type Letterboxer = (picture: RgbPicture) => Letterboxed;

/** @param size side of a square in pixels, or width and height */
export function createLetterboxer(size: number | Size, options: LetterboxOptions = {}): Letterboxer {
  const target = typeof size === 'number' ? { width: size, height: size } : size;
  const fill = options.fill ?? LETTERBOX_FILL;
  const resizer = createResizer();
  let canvas = new Uint8Array(0);
  let last: LetterboxMap | undefined;
  return (picture) => {
    assertPicture(picture);
    if (last?.original.width !== picture.width || last.original.height !== picture.height) {
      last = planLetterbox(picture, target, options.margin);
      canvas = new Uint8Array(target.width * target.height * 3).fill(fill);
    }
    const { content, padLeft, padTop } = last;
    resizer.resizeInto(picture, {
      data: canvas,
      stride: target.width,
      left: padLeft,
      top: padTop,
      width: content.width,
      height: content.height,
    });
    return { picture: { width: target.width, height: target.height, data: canvas }, map: last };
  };
}

/**
 * Fits a picture into a square (or rectangle) without changing its proportions and fills the rest with grey.
 * @param size side of a square in pixels, or width and height
 * @throws InputError when the picture's size and data disagree or the margin leaves no room
 */
export function letterboxPicture(
  picture: RgbPicture,
  size: number | Size,
  options: LetterboxOptions = {},
): Letterboxed {
  return createLetterboxer(size, options)(picture);
}
