import { stat } from 'node:fs/promises';
import { InputError } from '@natiu/errors';
import type { RgbPicture } from '@natiu/detector';
import sharp from 'sharp';

/** A trap camera makes 12 Mpx; anything far above is a mistake or an attack on the memory. */
export const MAX_PIXELS = 100_000_000;

/** Shown where a picture is transparent: the grey that letterboxing pads with, so it carries no edge of its own. */
const TRANSPARENT_BACKGROUND = { r: 114, g: 114, b: 114 };

/**
 * Decodes a picture to 8 bit sRGB, upright (EXIF orientation applied), without transparency.
 * @param source file name or the encoded bytes
 * @param name what to call the picture in errors; the file name by default
 * @throws InputError naming the picture: missing, empty, cut off, not a picture, or above 100 Mpx
 */
export async function decodePicture(source: string | Uint8Array, name?: string): Promise<RgbPicture> {
  const title = name ?? (typeof source === 'string' ? source : `picture of ${source.byteLength} bytes`);
  await refuseEmpty(source, title);
  try {
    const { data, info } = await sharp(source, {
      failOn: 'error',
      limitInputPixels: MAX_PIXELS,
      autoOrient: true,
    })
      .flatten({ background: TRANSPARENT_BACKGROUND })
      .toColourspace('srgb')
      .raw({ depth: 'uchar' })
      .toBuffer({ resolveWithObject: true });
    const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
    return { width: info.width, height: info.height, data: toThreeChannels(bytes, info.channels, title) };
  } catch (cause) {
    if (cause instanceof InputError) throw cause;
    throw new InputError(explainDecodeFailure(title, cause), { cause, details: { file: title } });
  }
}

async function refuseEmpty(source: string | Uint8Array, title: string): Promise<void> {
  if (typeof source !== 'string') {
    if (source.byteLength === 0)
      throw new InputError(`${title}: the picture is empty (0 bytes)`, { details: { file: title } });
    return;
  }
  const found = await stat(source).catch((cause: unknown) => {
    throw new InputError(`${title}: no such picture file`, { cause, details: { file: title } });
  });
  if (!found.isFile()) throw new InputError(`${title}: not a file`, { details: { file: title } });
  if (found.size === 0)
    throw new InputError(`${title}: the picture file is empty (0 bytes)`, { details: { file: title } });
}

function toThreeChannels(data: Uint8Array, channels: number, title: string): Uint8Array {
  if (channels === 3) return data;
  if (channels !== 1)
    throw new InputError(`${title}: ${channels} colour channels after decoding, expected 3`, {
      details: { file: title },
    });
  const rgb = new Uint8Array(data.length * 3);
  for (let i = 0; i < data.length; i++) rgb.fill(data[i], i * 3, i * 3 + 3);
  return rgb;
}

function explainDecodeFailure(title: string, cause: unknown): string {
  const reason = cause instanceof Error ? cause.message.split('\n')[0].trim() : String(cause);
  if (/pixel limit/i.test(reason))
    return `${title}: larger than ${MAX_PIXELS / 1e6} million pixels, make it smaller first`;
  if (/unsupported image format|unsupported file/i.test(reason))
    return `${title}: not a picture in a known format (JPEG, PNG, WebP, TIFF, GIF)`;
  if (/premature|truncat|unexpected end|end of (file|image|stream)|read error|out of order/i.test(reason))
    return `${title}: the picture is cut off or damaged (${reason})`;
  return `${title}: the picture cannot be read (${reason})`;
}
