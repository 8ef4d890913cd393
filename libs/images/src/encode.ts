import { InputError } from '@natiu/errors';
import type { RgbPicture } from '@natiu/detector';
import sharp from 'sharp';
import type { Sharp } from 'sharp';

export interface EncodeOptions {
  readonly format: 'jpeg' | 'png' | 'webp';
  /** 1..100, for jpeg and webp; 90 by default. */
  readonly quality?: number;
}

/** sharp's view of a picture; the picture's own bytes are not copied. */
export function toSharp(picture: RgbPicture): Sharp {
  const { width, height, data } = picture;
  if (data.length !== width * height * 3)
    throw new InputError(`Picture ${width}x${height} needs ${width * height * 3} bytes, has ${data.length}`);
  return sharp(data, { raw: { width, height, channels: 3 } });
}

/** Encodes 8 bit RGB; the same picture always gives the same bytes. */
export async function encodePicture(picture: RgbPicture, options: EncodeOptions): Promise<Uint8Array> {
  const quality = options.quality ?? 90;
  const image = toSharp(picture);
  if (options.format === 'png') return image.png({ compressionLevel: 6 }).toBuffer();
  if (options.format === 'webp') return image.webp({ quality }).toBuffer();
  return image.jpeg({ quality, chromaSubsampling: quality >= 90 ? '4:4:4' : '4:2:0' }).toBuffer();
}
