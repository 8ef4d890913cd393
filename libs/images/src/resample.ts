import type { RgbPicture } from '@natiu/detector';
import { toSharp } from './encode.ts';

/**
 * Squeezes a picture into `side` x `side` grey levels, each the mean of its area; proportions are not kept.
 * @returns [side, side] uint8
 */
export async function shrinkToGrey(picture: RgbPicture, side: number): Promise<Uint8Array> {
  const { data, info } = await toSharp(picture)
    .resize(side, side, { fit: 'fill', kernel: 'linear' })
    .greyscale()
    .raw()
    .toBuffer({ resolveWithObject: true });
  const grey = new Uint8Array(side * side);
  for (let i = 0; i < grey.length; i++) grey[i] = data[i * info.channels];
  return grey;
}

/** A copy whose longer side is at most `longSide` pixels; never enlarged. */
export async function shrinkPicture(picture: RgbPicture, longSide: number): Promise<RgbPicture> {
  if (Math.max(picture.width, picture.height) <= longSide) return picture;
  const { data, info } = await toSharp(picture)
    .resize(longSide, longSide, { fit: 'inside' })
    .raw()
    .toBuffer({ resolveWithObject: true });
  return { width: info.width, height: info.height, data: new Uint8Array(data) };
}

/** Gaussian blur; below 0.3 px, where it would change nothing that eight bits show, the picture itself. */
export async function blurPicture(picture: RgbPicture, sigmaPx: number): Promise<RgbPicture> {
  if (sigmaPx < 0.3) return picture;
  const data = await toSharp(picture).blur(sigmaPx).raw().toBuffer();
  return { width: picture.width, height: picture.height, data: new Uint8Array(data) };
}
