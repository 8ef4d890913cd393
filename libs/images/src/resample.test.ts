import { InputError } from '@natiu/errors';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { decodePicture } from './decode.ts';
import { encodePicture } from './encode.ts';
import { readPictureInfo } from './picture-info.ts';
import { hashPixels } from './pixel-hash.ts';
import { blurPicture, shrinkPicture, shrinkToGrey } from './resample.ts';

const RAMP = {
  width: 40,
  height: 20,
  data: Uint8Array.from({ length: 2400 }, (_, at) => (Math.floor(at / 3) % 40) * 6),
};

describe('pictures made smaller or softer', () => {
  it('shrinks to grey levels that follow the picture', async () => {
    const grey = await shrinkToGrey(RAMP, 4);
    expect(grey).toHaveLength(16);
    [27, 87, 147, 207].forEach((level, x) => expect(Math.abs(grey[x] - level)).toBeLessThanOrEqual(6));
  });

  it('keeps proportions and never enlarges', async () => {
    expect(await shrinkPicture(RAMP, 10)).toMatchObject({ width: 10, height: 5 });
    expect(await shrinkPicture(RAMP, 100)).toBe(RAMP);
  });

  it('blurs by a Gaussian of the given width', async () => {
    const dot = { width: 21, height: 21, data: new Uint8Array(21 * 21 * 3) };
    dot.data.fill(255, (10 * 21 + 10) * 3, (10 * 21 + 10) * 3 + 3);
    const { data } = await blurPicture(dot, 1.2);
    // Peak of a Gaussian with sigma 1.2: 255 / (2 pi 1.44) = 28.
    expect(Math.abs(data[(10 * 21 + 10) * 3] - 28)).toBeLessThanOrEqual(3);
    expect(await blurPicture(dot, 0.1)).toBe(dot);
  });
});

describe('hashPixels', () => {
  it('is the same whatever file the pixels were stored in, and another for other pixels or sides', async () => {
    const png = await decodePicture(await encodePicture(RAMP, { format: 'png' }));
    expect(hashPixels(png)).toBe(hashPixels(RAMP));
    expect(hashPixels({ ...RAMP, width: 20, height: 40 })).not.toBe(hashPixels(RAMP));
    expect(hashPixels({ ...RAMP, data: RAMP.data.with(5, 77) })).not.toBe(hashPixels(RAMP));
  });
});

describe('readPictureInfo', () => {
  it('tells the stored size and the EXIF orientation', async () => {
    const raw = { width: 40, height: 20, channels: 3 as const };
    const bytes = await sharp(RAMP.data, { raw }).withMetadata({ orientation: 8 }).jpeg().toBuffer();
    expect(await readPictureInfo(bytes)).toEqual({
      format: 'jpeg',
      storedWidth: 40,
      storedHeight: 20,
      orientation: 8,
    });
    await expect(readPictureInfo(Buffer.from('text'), 'a.jpg')).rejects.toThrow(InputError);
  });
});
