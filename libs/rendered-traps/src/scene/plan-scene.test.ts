import { CLASS_NAMES, emptyCounts } from '@natiu/domain';
import { beforeAll, describe, expect, it } from 'vitest';
import type { BoxXyxy } from '../drawing/bounds.ts';
import { createRandom } from '../random.ts';
import { planMosquitoes } from './plan-scene.ts';
import { DEFAULT_SCENE, resolveScene, weighCounts } from './scene-options.ts';
import type { SceneOptions } from './scene-options.ts';
import type { Specimen } from './specimen.ts';
import { createTrapLook } from './trap-look.ts';

const FRAME: BoxXyxy = [0, 0, 224, 224];

function planMany(count: number, options: SceneOptions): Specimen[][] {
  return Array.from({ length: count }, (_, i) =>
    planMosquitoes({ frame: FRAME, look: createTrapLook(i), options }, createRandom(`plan${i}`)),
  );
}

function shareByClass(pictures: readonly Specimen[][]): Record<string, number> {
  const counts: Record<string, number> = emptyCounts();
  const all = pictures.flat();
  for (const { className } of all) counts[className] += 1 / all.length;
  return counts;
}

describe('planMosquitoes', () => {
  let pictures: Specimen[][];
  beforeAll(() => {
    pictures = planMany(400, DEFAULT_SCENE);
  });

  it('keeps the class mix', () => {
    const shares = shareByClass(pictures);
    const wanted = { Female: 0.3, Incomplete: 0.18, Male: 0.3, 'Out of Focus': 0.11, Undefined: 0.11 };
    // Three standard deviations of about 600 draws.
    for (const name of CLASS_NAMES) expect(Math.abs(shares[name] - wanted[name])).toBeLessThan(0.06);
  });

  it('puts 0 to 4 mosquitoes in a picture, 1.5 on average, with few pictures empty', () => {
    const counts = pictures.map((picture) => picture.length);
    const mean = counts.reduce((a, b) => a + b, 0) / counts.length;
    expect(Math.max(...counts)).toBeLessThanOrEqual(4);
    expect(mean).toBeGreaterThan(1.35);
    expect(mean).toBeLessThan(1.65);
    const empty = counts.filter((count) => count === 0).length / counts.length;
    expect(empty).toBeGreaterThan(0.02);
    expect(empty).toBeLessThan(0.09);
  });

  it('follows the wanted share of females', () => {
    const shares = shareByClass(planMany(100, resolveScene({ femaleShare: 0.9 })));
    expect(shares.Female / (shares.Female + shares.Male)).toBeGreaterThan(0.8);
  });

  it('plans nothing when no insects are wanted', () => {
    expect(planMany(20, resolveScene({ meanInsects: 0 })).flat()).toHaveLength(0);
  });
});

describe('weighCounts', () => {
  it.each([0.3, 1, 1.5, 2.5])('has the wanted mean of %s', (mean) => {
    const weights = weighCounts(mean);
    const total = weights.reduce((a, b) => a + b, 0);
    expect(weights.reduce((sum, weight, k) => sum + (weight * k) / total, 0)).toBeCloseTo(mean, 6);
  });
});
