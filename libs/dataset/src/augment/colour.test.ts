import { describe, expect, it } from 'vitest';
import { createRandomStream } from '../random.ts';
import { drawColourTables, shiftColours } from './colour.ts';
import { DEFAULT_AUGMENTATION, NO_AUGMENTATION } from './plan.ts';

const identity = Uint8Array.from({ length: 256 }, (_, level) => level);

function shiftOne(
  rgb: readonly number[],
  change: Partial<Record<'hue' | 'saturation' | 'value', Uint8Array>>,
) {
  const planes = Uint8Array.from(rgb);
  shiftColours(planes, 1, { hue: identity, saturation: identity, value: identity, ...change });
  return [...planes];
}

describe('shiftColours', () => {
  it('returns every colour within the rounding of 8 bit HSV when nothing changes', () => {
    let worst = 0;
    for (let r = 0; r < 256; r += 5)
      for (let g = 0; g < 256; g += 5)
        for (let b = 0; b < 256; b += 5) {
          const back = shiftOne([r, g, b], {});
          worst = Math.max(worst, ...back.map((value, at) => Math.abs(value - [r, g, b][at])));
        }
    // Hue has only 180 steps of two degrees: a step is 255 / 30 levels of one channel, half of it the error.
    expect(worst).toBeLessThanOrEqual(5);
  });

  it('keeps pure colours and greys exact', () => {
    for (const rgb of [
      [255, 0, 0],
      [0, 255, 0],
      [0, 0, 255],
      [255, 255, 0],
      [0, 255, 255],
      [255, 0, 255],
      [0, 0, 0],
      [114, 114, 114],
      [255, 255, 255],
    ])
      expect(shiftOne(rgb, {})).toEqual(rgb);
  });

  it('turns red into green by 60 hue steps, halves brightness by value, and takes colour away by saturation', () => {
    expect(shiftOne([200, 0, 0], { hue: identity.map((level) => (level + 60) % 180) })).toEqual([0, 200, 0]);
    expect(shiftOne([200, 100, 0], { value: identity.map((level) => level / 2) })).toEqual([100, 50, 0]);
    expect(shiftOne([200, 100, 0], { saturation: identity.map(() => 0) })).toEqual([200, 200, 200]);
  });
});

describe('drawColourTables', () => {
  it('leaves colours alone without gains', () => {
    expect(drawColourTables(NO_AUGMENTATION, createRandomStream(1))).toBeUndefined();
  });

  it('multiplies saturation and value within their gains, and clips at 255', () => {
    const ratios = Array.from({ length: 200 }, (_, key) => {
      const tables = drawColourTables(DEFAULT_AUGMENTATION, createRandomStream(key));
      expect(tables?.value[255]).toBeLessThanOrEqual(255);
      return (tables?.value[100] ?? NaN) / 100;
    });
    expect(Math.min(...ratios)).toBeGreaterThanOrEqual(0.59);
    expect(Math.min(...ratios)).toBeLessThan(0.65);
    expect(Math.max(...ratios)).toBeLessThanOrEqual(1.4);
    expect(Math.max(...ratios)).toBeGreaterThan(1.35);
  });
});
