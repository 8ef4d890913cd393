import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { InputError } from '@natiu/errors';
import { describe, expect, it } from 'vitest';
import { createLetterboxer, letterboxPicture, resizeBilinear } from './index.ts';

function readRgb(name: string): Uint8Array {
  return new Uint8Array(gunzipSync(readFileSync(join(import.meta.dirname, '../fixtures', `${name}.rgb.gz`))));
}

function worstDifference(a: Uint8Array, b: Uint8Array): number {
  return a.reduce((worst, value, i) => Math.max(worst, Math.abs(value - b[i])), 0);
}

describe('letterboxPicture', () => {
  it.each([
    { name: '37x50', width: 50, height: 37 },
    { name: '101x350', width: 350, height: 101 },
  ])('equals the reference bit by bit for $name', ({ name, width, height }) => {
    const { picture } = letterboxPicture({ width, height, data: readRgb(`letterbox-${name}`) }, 224);
    const expected = readRgb(`letterbox-${name}.at224`);
    expect(picture.data).toHaveLength(expected.length);
    expect(worstDifference(picture.data, expected)).toBe(0);
  });

  it('keeps a margin of grey on every side', () => {
    const white = { width: 8, height: 8, data: new Uint8Array(8 * 8 * 3).fill(255) };
    const { picture } = letterboxPicture(white, 12, { margin: 2 });
    const row = (y: number) => Array.from({ length: 12 }, (_, x) => picture.data[(y * 12 + x) * 3]);
    expect(row(1)).toEqual(new Array(12).fill(114));
    expect(row(2)).toEqual([114, 114, ...new Array(8).fill(255), 114, 114]);
  });

  it('leaves nothing of the picture before, whatever its size', () => {
    const letterbox = createLetterboxer(16);
    const make = (width: number, height: number, value: number) => ({
      width,
      height,
      data: new Uint8Array(width * height * 3).fill(value),
    });
    for (const [width, height] of [
      [4, 16],
      [16, 4],
      [16, 4],
      [9, 5],
    ]) {
      const again = letterbox(make(width, height, 200)).picture.data;
      expect(again).toEqual(letterboxPicture(make(width, height, 200), 16).picture.data);
    }
  });

  it('names a picture whose bytes do not fit its size', () => {
    expect(() => letterboxPicture({ width: 2, height: 2, data: new Uint8Array(11) }, 8)).toThrow(
      /12 bytes, but 11/,
    );
    expect(() => letterboxPicture({ width: 0, height: 2, data: new Uint8Array(0) }, 8)).toThrow(InputError);
  });
});

describe('resizeBilinear', () => {
  const ramp = { width: 2, height: 1, data: new Uint8Array([0, 0, 0, 100, 100, 100]) };

  it('places samples at half-pixel centres and holds the border', () => {
    const { data } = resizeBilinear(ramp, 4, 1);
    expect([data[0], data[3], data[6], data[9]]).toEqual([0, 25, 75, 100]);
  });

  it('does not smooth before shrinking', () => {
    const stripes = { width: 9, height: 1, data: new Uint8Array(27) };
    stripes.data.set([255, 255, 255], 12);
    const { data } = resizeBilinear(stripes, 3, 1);
    expect([data[0], data[3], data[6]]).toEqual([0, 255, 0]);
  });

  it('keeps constant pictures constant within one grey level', () => {
    const grey = { width: 37, height: 23, data: new Uint8Array(37 * 23 * 3).fill(201) };
    for (const value of resizeBilinear(grey, 61, 50).data)
      expect(Math.abs(value - 201)).toBeLessThanOrEqual(1);
  });

  it('refuses sizes that are not positive whole numbers', () => {
    expect(() => resizeBilinear(ramp, 0, 4)).toThrow(InputError);
    expect(() => resizeBilinear(ramp, 2.5, 4)).toThrow(InputError);
  });
});
