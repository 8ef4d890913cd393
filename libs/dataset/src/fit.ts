import { LETTERBOX_FILL, decodePicture, resizeBilinear } from '@natiu/images';
import type { RgbPicture } from '@natiu/images';

export interface PictureSize {
  readonly width: number;
  readonly height: number;
}

/**
 * Size of a picture whose longer side becomes `size`; the shorter one is rounded up, as data loaders for YOLOv8 do
 * (one pixel more than a trap's letterbox at times).
 */
export function planFit(picture: PictureSize, size: number): PictureSize {
  const ratio = size / Math.max(picture.width, picture.height);
  if (ratio === 1) return { width: picture.width, height: picture.height };
  return {
    width: Math.min(Math.ceil(picture.width * ratio), size),
    height: Math.min(Math.ceil(picture.height * ratio), size),
  };
}

/** Resizes so that the longer side is `size`; the picture itself when it already is. */
export function fitLongSide(picture: RgbPicture, size: number): RgbPicture {
  const { width, height } = planFit(picture, size);
  if (width === picture.width && height === picture.height) return picture;
  return resizeBilinear(picture, width, height);
}

export interface FittedPicture {
  readonly original: PictureSize;
  readonly picture: RgbPicture;
}

export async function decodeFitted(file: string, size: number): Promise<FittedPicture> {
  const decoded = await decodePicture(file);
  return {
    original: { width: decoded.width, height: decoded.height },
    picture: fitLongSide(decoded, size),
  };
}

export interface Offset {
  readonly left: number;
  readonly top: number;
}

/** Where the pixels of a picture start that stands in the middle of `target`. */
export function planCentre(picture: PictureSize, target: PictureSize): Offset {
  return {
    left: Math.round((target.width - picture.width) / 2 - 0.1),
    top: Math.round((target.height - picture.height) / 2 - 0.1),
  };
}

/**
 * Writes a picture into the middle of grey planes.
 * @param out [3, target.height, target.width] uint8 RGB, overwritten
 */
export function centreOnPlanes(picture: RgbPicture, target: PictureSize, out: Uint8Array): Offset {
  const { left, top } = planCentre(picture, target);
  const plane = target.width * target.height;
  const { width, height, data } = picture;
  out.fill(LETTERBOX_FILL);
  for (let y = 0; y < height; y++) {
    let from = y * width * 3;
    let to = (top + y) * target.width + left;
    for (let x = 0; x < width; x++, from += 3, to++) {
      out[to] = data[from];
      out[to + plane] = data[from + 1];
      out[to + 2 * plane] = data[from + 2];
    }
  }
  return { left, top };
}
