import { describe, expect, it } from 'vitest';
import { chooseRange, siluResponse } from './choose-range.ts';
import { codeOf, scaleOfRange, valuesOfCodes } from './scale.ts';
import type { Range } from './scale.ts';
import { ValueHistogram } from './value-histogram.ts';

function histogramOf(values: readonly number[]): ValueHistogram {
  const histogram = new ValueHistogram();
  histogram.add(Float32Array.from(values));
  return histogram;
}

/** 20,000 values evenly in -1..1 and one far away. */
const withOutlier = [...Array.from({ length: 20_000 }, (_, i) => i / 10_000 - 1), 30];

describe('scaleOfRange', () => {
  it.each([
    [-1, 3],
    [0.5, 2],
    [-4, -1],
    [-1e-30, 1e-30],
    [0, 0],
  ])('stores zero exactly and everything in %d..%d within half a step', (min, max) => {
    const scale = scaleOfRange({ min, max });
    const values = valuesOfCodes(scale);
    expect(values[codeOf(0, scale)]).toBe(0);
    for (let i = 0; i <= 10; i += 1) {
      const value = min + ((max - min) * i) / 10;
      expect(Math.abs(values[codeOf(value, scale)]! - value)).toBeLessThanOrEqual(scale.scale * 1.0001);
    }
  });

  it('stores the bytes of a picture exactly', () => {
    const scale = scaleOfRange({ min: 0, max: 1 });
    for (let byte = 0; byte < 256; byte += 1) expect(codeOf(Math.fround(byte / 255), scale)).toBe(byte);
  });
});

describe('ValueHistogram', () => {
  it('loses no value while its reach grows', () => {
    const histogram = histogramOf([0, 1e-4, -1e-4]);
    histogram.add(Float32Array.of(3, -1000));
    expect(histogram.total).toBe(5);
    expect(histogram.range).toEqual({ min: -1000, max: 3 });
    const filled = [...histogram.counts.keys()].filter((bin) => histogram.counts[bin]! > 0);
    expect(filled.map((bin) => histogram.valueAt(bin)).every((value) => Math.abs(value) < 1001)).toBe(true);
    expect(Math.abs(histogram.valueAt(filled[0]!) + 1000)).toBeLessThanOrEqual(histogram.step / 2);
  });

  it('refuses values that are not finite', () => {
    expect(() => histogramOf([1, NaN])).toThrow('not finite');
    expect(() => histogramOf([-Infinity])).toThrow('not finite');
  });
});

describe('chooseRange', () => {
  it('keeps all that was seen with minmax and cuts one in ten thousand with percentile', () => {
    const histogram = histogramOf(withOutlier);
    expect(chooseRange(histogram, 'minmax')).toEqual({ min: -1, max: 30 });
    const { min, max } = chooseRange(histogram, 'percentile');
    expect(min).toBeLessThan(-0.98);
    expect(max).toBeLessThan(1.1);
    expect(max).toBeGreaterThan(0.98);
  });

  it('finds a range whose squared error is clearly below that of minmax', () => {
    const usual = Float32Array.from(withOutlier.slice(0, -1));
    const repeats = 20;
    const rare = 2.5;
    const histogram = histogramOf([rare]);
    for (let i = 0; i < repeats; i += 1) histogram.add(usual);
    const errorOf = (range: Range) => {
      const scale = scaleOfRange(range);
      const values = valuesOfCodes(scale);
      const error = (value: number) => (values[codeOf(value, scale)]! - value) ** 2;
      return repeats * usual.reduce((sum, value) => sum + error(value), 0) + error(rare);
    };
    const chosen = chooseRange(histogram, 'error');
    expect(chosen.max).toBeLessThan(rare);
    expect(errorOf(chosen)).toBeLessThan(0.9 * errorOf(chooseRange(histogram, 'minmax')));
  });

  it('cuts strongly negative values in front of a SiLU, which makes them all nearly zero', () => {
    const histogram = histogramOf(Array.from({ length: 10_000 }, (_, i) => i / 250 - 30));
    const range = chooseRange(histogram, 'error', siluResponse);
    expect(range.min).toBeGreaterThan(-10);
    expect(range.max).toBeGreaterThan(9.5);
    expect(chooseRange(histogram, 'error').min).toBeLessThan(-25);
  });
});
