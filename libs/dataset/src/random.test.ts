import { expect, it } from 'vitest';
import { createRandomStream, shuffleIndices } from './random.ts';

it('gives the same stream for the same keys and unrelated ones for neighbours', () => {
  const draw = (...keys: number[]): number[] => {
    const random = createRandomStream(...keys);
    return Array.from({ length: 1000 }, () => random.next());
  };
  expect(draw(1, 2, 3)).toEqual(draw(1, 2, 3));
  const means = [draw(1, 2, 3), draw(1, 2, 4), draw(1, 3, 3), draw(2, 2, 3), draw(2 ** 40, 0)];
  expect(new Set(means.map((values) => values[0])).size).toBe(5);
  for (const values of means) {
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    expect(Math.abs(mean - 0.5)).toBeLessThan(0.05);
  }
  const [a, b] = means;
  const product = a.reduce((sum, value, at) => sum + (value - 0.5) * (b[at] - 0.5), 0) / a.length;
  expect(Math.abs(product) * 12).toBeLessThan(0.15);
});

it('shuffles every index exactly once', () => {
  const order = shuffleIndices(100, createRandomStream(9));
  expect([...order].sort((a, b) => a - b)).toEqual(Array.from({ length: 100 }, (_, index) => index));
  expect([...order]).not.toEqual([...order].sort((a, b) => a - b));
});
