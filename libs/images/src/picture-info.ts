import { InputError } from '@natiu/errors';
import sharp from 'sharp';
import { MAX_PIXELS } from './decode.ts';

/** What a picture's file says about itself, without decoding its pixels. */
export interface PictureInfo {
  readonly format: string;
  /** As stored, before the EXIF orientation is applied. */
  readonly storedWidth: number;
  readonly storedHeight: number;
  /** EXIF orientation, 1..8; 1 is upright, 5 to 8 lie on their side. */
  readonly orientation: number;
}

/** @throws InputError naming the picture when it is none */
export async function readPictureInfo(source: string | Uint8Array, name?: string): Promise<PictureInfo> {
  const title = name ?? (typeof source === 'string' ? source : `picture of ${source.byteLength} bytes`);
  try {
    const { format, width, height, orientation } = await sharp(source, {
      limitInputPixels: MAX_PIXELS,
    }).metadata();
    return { format, storedWidth: width, storedHeight: height, orientation: orientation ?? 1 };
  } catch (cause) {
    throw new InputError(`${title}: not a picture that can be read`, { cause, details: { file: title } });
  }
}
