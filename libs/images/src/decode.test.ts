import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import { InputError } from '@natiu/errors';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { decodePicture } from './decode.ts';
import { encodePicture } from './encode.ts';

let dir = '';
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'images-'));
});
afterAll(() => rm(dir, { recursive: true }));

/** Left half red, right half blue. */
function renderHalves(width: number, height: number): { width: number; height: number; data: Uint8Array } {
  const data = new Uint8Array(width * height * 3);
  for (let i = 0; i < width * height; i++) data[i * 3 + (i % width < width / 2 ? 0 : 2)] = 255;
  return { width, height, data };
}

function renderNoise(side: number): { width: number; height: number; data: Uint8Array } {
  let state = 1;
  const data = Uint8Array.from(
    { length: side * side * 3 },
    () => (state = (state * 16807) % 2147483647) >> 8,
  );
  return { width: side, height: side, data };
}

describe('decodePicture', () => {
  it('returns a PNG exactly, from bytes and from a file', async () => {
    const picture = renderNoise(20);
    const bytes = await encodePicture(picture, { format: 'png' });
    await writeFile(join(dir, 'a.png'), bytes);
    expect(await decodePicture(bytes)).toEqual(picture);
    expect(await decodePicture(join(dir, 'a.png'))).toEqual(picture);
  });

  it('sees a file that was overwritten under the same name', async () => {
    const file = join(dir, 'latest.png');
    for (const picture of [renderHalves(6, 4), renderNoise(8)]) {
      await writeFile(file, await encodePicture(picture, { format: 'png' }));
      expect(await decodePicture(file)).toEqual(picture);
    }
  });

  it('turns a picture upright as its EXIF orientation says', async () => {
    const { data, width, height } = renderHalves(8, 4);
    const bytes = await sharp(data, { raw: { width, height, channels: 3 } })
      .withMetadata({ orientation: 6 })
      .png()
      .toBuffer();
    const upright = await decodePicture(bytes);
    expect([upright.width, upright.height]).toEqual([4, 8]);
    expect([...upright.data.subarray(0, 3)]).toEqual([255, 0, 0]);
    expect([...upright.data.subarray(-3)]).toEqual([0, 0, 255]);
  });

  it('makes three 8 bit channels of greyscale, 16 bit and transparent pictures', async () => {
    const grey = await sharp(Buffer.from([0, 128, 255, 7]), { raw: { width: 2, height: 2, channels: 1 } })
      .toColourspace('b-w')
      .png()
      .toBuffer();
    expect([...(await decodePicture(grey)).data]).toEqual([0, 0, 0, 128, 128, 128, 255, 255, 255, 7, 7, 7]);
    const deep = await sharp(renderHalves(4, 2).data, { raw: { width: 4, height: 2, channels: 3 } })
      .toColourspace('rgb16')
      .png()
      .toBuffer();
    expect((await sharp(deep).metadata()).depth).toBe('ushort');
    expect(await decodePicture(deep)).toEqual(renderHalves(4, 2));
    const clear = await sharp(Buffer.alloc(16), { raw: { width: 2, height: 2, channels: 4 } })
      .png()
      .toBuffer();
    expect([...(await decodePicture(clear)).data]).toEqual(new Array(12).fill(114));
  });

  it('refuses a half-written picture at any length', async () => {
    for (const format of ['jpeg', 'png', 'webp'] as const) {
      const bytes = await encodePicture(renderNoise(64), { format });
      for (const share of [0.02, 0.3, 0.5, 0.9]) {
        const cut = bytes.subarray(0, Math.floor(bytes.length * share));
        await expect(decodePicture(cut, `half.${format}`), `${format} ${share}`).rejects.toThrow(InputError);
      }
    }
  });

  it('names the file and what is wrong with it', async () => {
    const missing = join(dir, 'missing.jpg');
    const empty = join(dir, 'empty.jpg');
    const text = join(dir, 'text.jpg');
    await writeFile(empty, '');
    await writeFile(text, 'not a picture at all, only words');
    await expect(decodePicture(missing)).rejects.toThrow(`${missing}: no such picture file`);
    await expect(decodePicture(empty)).rejects.toThrow(`${empty}: the picture file is empty`);
    await expect(decodePicture(text)).rejects.toThrow(`${text}: not a picture in a known format`);
    await expect(decodePicture(dir)).rejects.toThrow(`${dir}: not a file`);
    await expect(decodePicture(new Uint8Array(0), 'upload')).rejects.toThrow('upload: the picture is empty');
  });

  it('refuses an absurd size before it takes the memory', async () => {
    const header = Buffer.from(await encodePicture(renderNoise(2), { format: 'png' }));
    header.writeUInt32BE(11_000, 16);
    header.writeUInt32BE(10_000, 20);
    header.writeUInt32BE(crc32(header.subarray(12, 29)), 29);
    await expect(decodePicture(header, 'huge.png')).rejects.toThrow(
      'huge.png: larger than 100 million pixels',
    );
  });
});
