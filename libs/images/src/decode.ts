import { stat } from 'node:fs/promises';
import { InputError } from '@natiu/errors';
import type { RgbPicture } from '@natiu/detector';
import sharp from 'sharp';

/** A trap camera makes 12 Mpx; anything far above is a mistake or an attack on the memory. */
export const MAX_PIXELS = 100_000_000;

// Pictures are decoded once, and a camera may overwrite the same file name: a cache by name would show the old one.
sharp.cache(false);

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
    const plain = await explainSource(source);
    const message = plain === undefined ? explainFailure(cause) : plain;
    throw new InputError(`${title}: ${message}`, { cause, details: { file: title } });
  }
}

/** What is wrong with the source itself, before anything about its contents; looked at only after a failure. */
async function explainSource(source: string | Uint8Array): Promise<string | undefined> {
  if (typeof source !== 'string')
    return source.byteLength === 0 ? 'the picture is empty (0 bytes)' : undefined;
  const found = await stat(source).catch(() => undefined);
  if (found === undefined) return 'no such picture file';
  if (!found.isFile()) return 'not a file';
  return found.size === 0 ? 'the picture file is empty (0 bytes)' : undefined;
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

function explainFailure(cause: unknown): string {
  const reason = cause instanceof Error ? cause.message.split('\n')[0].trim() : String(cause);
  if (/pixel limit/i.test(reason))
    return `larger than ${MAX_PIXELS / 1e6} million pixels, make it smaller first`;
  if (/unsupported image format|unsupported file/i.test(reason))
    return 'not a picture in a known format (JPEG, PNG, WebP, TIFF, GIF)';
  if (/premature|truncat|unexpected end|end of (file|image|stream)|read error|out of order/i.test(reason))
    return `the picture is cut off or damaged (${reason})`;
  return `the picture cannot be read (${reason})`;
}
