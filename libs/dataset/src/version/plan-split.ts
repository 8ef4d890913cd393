import { InputError } from '@natiu/errors';
import { createRandomStream, shuffleIndices } from '../random.ts';
import type { RandomStream } from '../random.ts';
import { SPLIT_NAMES } from '../yolo-dataset.ts';
import type { SplitName } from '../yolo-dataset.ts';

/** What the split needs to know of a picture. */
export interface SplitItem {
  readonly group: string;
  /** Boxes per class; background pictures are stratified as well. */
  readonly counts: Readonly<Record<string, number>>;
}

/** Parts of any sum: 60/20/20 and 3/1/1 are the same. */
export type SplitRatios = Readonly<Record<SplitName, number>>;

export interface SplitOptions {
  readonly ratios: SplitRatios;
  readonly seed: number;
}

interface Bundle {
  readonly indices: readonly number[];
  /** Pictures, background pictures, then boxes of each class. */
  readonly amounts: Float64Array;
}

interface Fill {
  readonly room: number;
  readonly wanted: Float64Array;
  readonly amounts: Float64Array;
  /** Boxes all weigh the same class by class: each amount is divided by its total. */
  readonly totals: Float64Array;
}

/** How often two groups of one size are tried in each other's place, per group. */
const SWAPS_PER_GROUP = 40;

/**
 * Gives each picture a split. No group is in two splits; sizes come as close to the ratios as groups allow (exactly, by
 * largest remainder, where groups are small); classes and background pictures are spread evenly.
 * Large groups are placed first, each where it fits and keeps the class balance best; then groups of one size change
 * places as long as that helps. The same seed gives the same split.
 * @throws InputError when a split that should hold pictures would stay empty
 */
export function planSplit(items: readonly SplitItem[], options: SplitOptions): SplitName[] {
  const sizes = countBySplit(items.length, options.ratios);
  const random = createRandomStream(options.seed, 0x5b117);
  const { bundles, totals } = bundle(items, random);
  const fills = SPLIT_NAMES.map((name) => ({
    room: sizes[name],
    wanted: totals.map((total) => (items.length === 0 ? 0 : (total * sizes[name]) / items.length)),
    amounts: new Float64Array(totals.length),
    totals,
  }));
  const placed = bundles.map((each) => place(each, fills));
  improve(bundles, placed, fills, random);
  const splits = new Array<SplitName>(items.length);
  bundles.forEach(({ indices }, at) => indices.forEach((index) => (splits[index] = SPLIT_NAMES[placed[at]])));
  const empty = SPLIT_NAMES.filter((name) => sizes[name] > 0 && !splits.includes(name));
  if (empty.length > 0)
    throw new InputError(
      `${items.length} pictures in ${bundles.length} group(s) cannot be split: ${empty.join(' and ')} would stay empty. ` +
        'Pictures of one source stay together; add sources, or group them more finely',
    );
  return splits;
}

/** Whole pictures per split by largest remainder: 1,199 at 60/20/20 are 719, 240 and 240. */
export function countBySplit(pictures: number, ratios: SplitRatios): Record<SplitName, number> {
  const total = SPLIT_NAMES.reduce((sum, name) => sum + ratios[name], 0);
  if (SPLIT_NAMES.some((name) => !(ratios[name] >= 0)) || !(total > 0) || !(ratios.train > 0))
    throw new InputError(
      'The parts of train, valid and test must not be negative, and train must be above 0',
    );
  const exact = SPLIT_NAMES.map((name) => (pictures * ratios[name]) / total);
  const counts = exact.map(Math.floor);
  const left = pictures - counts.reduce((sum, count) => sum + count, 0);
  const order = [0, 1, 2].sort((a, b) => exact[b] - counts[b] - (exact[a] - counts[a]) || a - b);
  for (let i = 0; i < left; i++) counts[order[i]]++;
  return { train: counts[0], valid: counts[1], test: counts[2] };
}

/** Groups in the order in which they are placed: large ones first, then those with the rarest class. */
function bundle(
  items: readonly SplitItem[],
  random: RandomStream,
): { bundles: Bundle[]; totals: Float64Array } {
  const classes = [...new Set(items.flatMap(({ counts }) => Object.keys(counts)))].sort();
  const amountsOf = (indices: readonly number[]): Float64Array => {
    const own = indices.map((index) => items[index].counts);
    const sum = (name: string): number => own.reduce((total, counts) => total + (counts[name] ?? 0), 0);
    const background = own.filter((counts) => Object.values(counts).every((count) => count === 0)).length;
    return Float64Array.from([indices.length, background, ...classes.map(sum)]);
  };
  const totals = amountsOf(items.map((_, index) => index));
  const groups = Map.groupBy(items.keys(), (index) => items[index].group);
  const bundles = [...groups.values()].map((indices) => ({ indices, amounts: amountsOf(indices) }));
  const rarity = ({ amounts }: Bundle): number =>
    Math.min(...totals.map((total, at) => (at > 0 && amounts[at] > 0 ? total : Infinity)));
  const shuffled = [...shuffleIndices(bundles.length, random)].map((index) => bundles[index]);
  shuffled.sort((a, b) => b.indices.length - a.indices.length || rarity(a) - rarity(b));
  return { bundles: shuffled, totals };
}

/** @returns the position of the split that the group went into */
function place({ indices, amounts }: Bundle, fills: readonly Fill[]): number {
  let best = -1;
  let bestCost = Infinity;
  fills.forEach((fill, at) => {
    if (fill.room === 0) return;
    const over = Math.max(0, fill.amounts[0] + indices.length - fill.room);
    // Room comes first; balance decides among those that have it.
    const cost = (over / fill.room) * 1e6 + costOf(fill, amounts) - costOf(fill);
    if (cost < bestCost) [best, bestCost] = [at, cost];
  });
  const chosen = fills[best];
  amounts.forEach((amount, at) => (chosen.amounts[at] += amount));
  return best;
}

/** Squared distance from what the split should hold, relative to what it should hold. */
function costOf({ wanted, amounts, totals }: Fill, added?: Float64Array, removed?: Float64Array): number {
  let cost = 0;
  for (let at = 1; at < totals.length; at++) {
    if (totals[at] === 0) continue;
    const amount = amounts[at] + (added?.[at] ?? 0) - (removed?.[at] ?? 0);
    cost += (amount - wanted[at]) ** 2 / (totals[at] * Math.max(1, wanted[at]));
  }
  return cost;
}

function improve(
  bundles: readonly Bundle[],
  placed: number[],
  fills: readonly Fill[],
  random: RandomStream,
): void {
  const bySize = [...Map.groupBy(bundles.keys(), (at) => bundles[at].indices.length).values()];
  for (const same of bySize.filter((each) => each.length > 1))
    for (let attempt = 0; attempt < same.length * SWAPS_PER_GROUP; attempt++) {
      const a = same[random.below(same.length)];
      const b = same[random.below(same.length)];
      if (placed[a] === placed[b]) continue;
      const [fillA, fillB] = [fills[placed[a]], fills[placed[b]]];
      const [inA, inB] = [bundles[a].amounts, bundles[b].amounts];
      const before = costOf(fillA) + costOf(fillB);
      if (costOf(fillA, inB, inA) + costOf(fillB, inA, inB) >= before - 1e-12) continue;
      inA.forEach((amount, at) => {
        fillA.amounts[at] += inB[at] - amount;
        fillB.amounts[at] += amount - inB[at];
      });
      [placed[a], placed[b]] = [placed[b], placed[a]];
    }
}
