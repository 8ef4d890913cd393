import { describe, expect, it } from 'vitest';
import { quantiseFilter } from './quantise-filter.ts';

const filterOf = (data: number[], channels: number) => ({
  name: 'w',
  dataType: 'float32' as const,
  shape: [channels, data.length / channels, 1, 1],
  data: Float32Array.from(data),
});
const biasOf = (data: number[]) => ({
  name: 'b',
  dataType: 'float32' as const,
  shape: [data.length],
  data: Float32Array.from(data),
});

describe('quantiseFilter', () => {
  it.each([
    [127, 1 / 127],
    [63, 1 / 63],
  ] as const)(
    'gives every output channel its own scale and stays within half a step of it (%d)',
    (largest, step) => {
      const weights = [1, -0.5, 0.25, 100, -33, 0.1];
      const stored = quantiseFilter(filterOf(weights, 2), biasOf([0.5, -2]), 0.02, largest);
      expect(stored.weightScales[0]).toBeCloseTo(step, 6);
      expect(stored.weightScales[1]).toBeCloseTo(100 * step, 4);
      weights.forEach((weight, i) => {
        const scale = stored.weightScales[Math.floor(i / 3)]!;
        expect(Math.abs(stored.weight[i]! * scale - weight)).toBeLessThanOrEqual(scale * 0.5001);
      });
      expect(Math.max(...stored.weight.map(Math.abs))).toBe(largest);
      stored.bias!.forEach((bias, k) =>
        expect(Math.abs(bias * stored.biasScales[k]! - [0.5, -2][k]!)).toBeLessThanOrEqual(
          stored.biasScales[k]! * 0.5001,
        ),
      );
    },
  );

  it('keeps a filter of zeros and a bias that would not fit 32 bits', () => {
    const stored = quantiseFilter(filterOf([0, 0, 1e-12, 0], 2), biasOf([3, 1000]), 1e-3, 127);
    expect([...stored.weight.subarray(0, 2)]).toEqual([0, 0]);
    stored.bias!.forEach((bias, k) => expect(bias * stored.biasScales[k]!).toBeCloseTo([3, 1000][k]!, 3));
  });

  it('needs no bias', () => {
    expect(quantiseFilter(filterOf([1], 1), undefined, 1, 127).bias).toBeUndefined();
  });
});
