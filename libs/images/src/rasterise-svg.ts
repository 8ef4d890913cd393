import { InputError } from '@natiu/errors';
import sharp from 'sharp';

/** Four bytes per pixel, row by row, colours not multiplied by alpha. */
export interface RgbaPicture {
  readonly width: number;
  readonly height: number;
  /** [height, width, 4] */
  readonly data: Uint8Array;
}

/**
 * Paints an SVG document on a transparent canvas. The document's own size must be `width` x `height` pixels.
 * @throws InputError when the document cannot be read or has another size
 */
export async function rasteriseSvg(svg: string, width: number, height: number): Promise<RgbaPicture> {
  try {
    const { data, info } = await sharp(Buffer.from(svg))
      .ensureAlpha()
      .raw()
      .toBuffer({ resolveWithObject: true });
    if (info.width !== width || info.height !== height || info.channels !== 4) {
      throw new InputError(
        `The SVG is ${info.width} x ${info.height} pixels, but ${width} x ${height} were asked for.`,
      );
    }
    return { width, height, data: new Uint8Array(data.buffer, data.byteOffset, data.byteLength) };
  } catch (error) {
    if (error instanceof InputError) throw error;
    throw new InputError('The SVG could not be painted: it is not a valid document.', { cause: error });
  }
}
