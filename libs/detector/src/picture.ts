import { InputError } from '@natiu/errors';

/** A decoded picture: 8-bit RGB, row by row, three bytes per pixel. */
export interface RgbPicture {
  readonly width: number;
  readonly height: number;
  /** [height, width, 3] */
  readonly data: Uint8Array;
}

/** @throws InputError when size and data do not belong together */
export function assertPicture(picture: RgbPicture): void {
  const { width, height, data } = picture;
  if (!Number.isInteger(width) || !Number.isInteger(height) || width < 1 || height < 1) {
    throw new InputError(`A picture needs a positive width and height, not ${width} x ${height}.`);
  }
  if (data.length !== width * height * 3) {
    throw new InputError(
      `A ${width} x ${height} RGB picture has ${width * height * 3} bytes, but ${data.length} were given.`,
    );
  }
}
