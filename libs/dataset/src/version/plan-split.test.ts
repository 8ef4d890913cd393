import { describe, expect, it } from 'vitest';
import { createRandomStream } from '../random.ts';
import { SPLIT_NAMES } from '../yolo-dataset.ts';
import { countBySplit, planSplit } from './plan-split.ts';
import type { SplitItem } from './plan-split.ts';

const RATIOS = { train: 60, valid: 20, test: 20 };

/** Classes of the study's kind: two common, one rarer, some pictures empty. */
function makeItems(count: number, groupSize: (index: number) => number): SplitItem[] {
  const random = createRandomStream(9);
  const items: SplitItem[] = [];
  for (let group = 0; items.length < count; group++)
    for (let i = groupSize(group); i > 0 && items.length < count; i--) {
      const isEmpty = random.next() < 0.03;
      const counts = {
        Female: random.below(3),
        Male: random.below(3),
        Incomplete: Number(random.next() < 0.1),
      };
      items.push({ group: `g${group}`, counts: isEmpty ? {} : counts });
    }
  return items;
}

function countIn(items: readonly SplitItem[], splits: readonly string[], name: string): number[] {
  return SPLIT_NAMES.map((split) =>
    items.reduce((sum, { counts }, at) => sum + (splits[at] === split ? (counts[name] ?? 0) : 0), 0),
  );
}

describe('planSplit', () => {
  it("gives the study's sizes: 1,199 pictures are 719, 240 and 240", () => {
    expect(countBySplit(1199, RATIOS)).toEqual({ train: 719, valid: 240, test: 240 });
    for (const items of [makeItems(1199, () => 1), makeItems(1199, (group) => 1 + ((group * 7) % 6))]) {
      const splits = planSplit(items, { ratios: RATIOS, seed: 3 });
      expect(SPLIT_NAMES.map((name) => splits.filter((split) => split === name).length)).toEqual([
        719, 240, 240,
      ]);
    }
  });

  it('never tears a group, whatever the seed', () => {
    const items = makeItems(300, (group) => 1 + ((group * 5) % 11));
    for (let seed = 0; seed < 10; seed++) {
      const splits = planSplit(items, { ratios: RATIOS, seed });
      const places = new Map<string, Set<string>>();
      items.forEach(({ group }, at) => places.set(group, (places.get(group) ?? new Set()).add(splits[at])));
      expect([...places.values()].every((place) => place.size === 1)).toBe(true);
    }
  });

  it('spreads every class within three percent of a split', () => {
    const items = makeItems(1199, (group) => 1 + (group % 4));
    const splits = planSplit(items, { ratios: RATIOS, seed: 1 });
    for (const name of ['Female', 'Male', 'Incomplete']) {
      const counts = countIn(items, splits, name);
      const total = counts.reduce((sum, count) => sum + count, 0);
      counts.forEach((count, at) => {
        const wanted = total * [0.6, 0.2, 0.2][at];
        expect(Math.abs(count - wanted), `${name} ${count} of ${wanted}`).toBeLessThanOrEqual(
          Math.max(1.5, 0.03 * wanted),
        );
      });
    }
  });

  it('depends on the seed and on nothing else', () => {
    const items = makeItems(200, () => 2);
    const plan = (seed: number): string => planSplit(items, { ratios: RATIOS, seed }).join();
    expect(plan(4)).toBe(plan(4));
    expect(plan(4)).not.toBe(plan(5));
  });

  it('says so when groups are too few or the parts make no sense', () => {
    const one = makeItems(20, () => 20);
    expect(() => planSplit(one, { ratios: RATIOS, seed: 1 })).toThrow(
      /20 pictures in 1 group\(s\) cannot be split: valid and test/,
    );
    expect(() => countBySplit(5, { train: 0, valid: 1, test: 1 })).toThrow(/train must be above 0/);
    expect(planSplit(one, { ratios: { train: 1, valid: 0, test: 0 }, seed: 1 })).toEqual(
      new Array(20).fill('train'),
    );
  });
});
