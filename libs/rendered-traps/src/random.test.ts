import { describe, expect, it } from 'vitest';
import { createRandom } from './random.ts';

describe('createRandom', () => {
  it('gives the numbers that earlier pictures were made with', () => {
    const random = createRandom('natiu');
    expect([random.next(), random.next(), random.next()]).toMatchInlineSnapshot(`
      [
        0.6910281518939883,
        0.27531417668797076,
        0.6471138827037066,
      ]
    `);
  });

  it('forks streams that do not depend on how far the parent has gone', () => {
    const [a, b] = [createRandom('key'), createRandom('key')];
    b.next();
    expect(b.fork('legs').next()).toBe(a.fork('legs').next());
    expect(a.fork('wings').next()).not.toBe(a.fork('legs').next());
  });

  it('draws by weight, evenly over its range, and normally around its mean', () => {
    const random = createRandom('statistics');
    const counts = [0, 0, 0];
    let [sum, squares] = [0, 0];
    for (let i = 0; i < 20_000; i += 1) {
      counts[random.weighted([1, 0, 3])] += 1;
      const value = random.normal(5, 2);
      sum += value;
      squares += (value - 5) ** 2;
    }
    expect(counts[1]).toBe(0);
    expect(counts[2] / 20_000).toBeCloseTo(0.75, 1);
    expect(sum / 20_000).toBeCloseTo(5, 1);
    expect(Math.sqrt(squares / 20_000)).toBeGreaterThan(1.9);
    expect(Math.sqrt(squares / 20_000)).toBeLessThan(2.05);
  });
});
