import { InputError } from '@natiu/errors';
import type { ApRule } from './average-precision.ts';
import type { MatchedDetections } from './matching.ts';
import { averagePrecisionOfDraw, prepareClass } from './resampled-precision.ts';
import type { ResampledClass } from './resampled-precision.ts';
import { meanOf } from './numeric.ts';

/** One model on the pictures; both models list the same pictures in the same order. */
export interface BootstrapModel {
  /** At a low confidence, several classes per box allowed: the curves. */
  readonly matched: MatchedDetections;
  /** [pictures] insects counted minus insects labelled at the operating threshold */
  readonly countErrors: ArrayLike<number>;
}

export interface BootstrapOptions {
  /** Names in the order of the class indices. */
  readonly classNames: readonly string[];
  /** Classes whose mean is reported as `sexes`. */
  readonly sexes: readonly string[];
  readonly rule?: ApRule;
  /** Resamplings; default 1000. */
  readonly rounds?: number;
  /** Uniform numbers in [0, 1). */
  readonly random: () => number;
  /** [pictures] what is drawn: pictures of one unit (a trap, a source photograph) come together. Default: each alone. */
  readonly units?: readonly string[];
}

/** The candidate's value minus the champion's, with the 95 % interval by the percentile method. */
export interface PairedDifference {
  readonly champion: number;
  readonly candidate: number;
  readonly difference: number;
  readonly low: number;
  readonly high: number;
  /** Share of the rounds in which the difference is above 0. */
  readonly shareAbove: number;
  /** Rounds that had a labelled box of the class. */
  readonly rounds: number;
}

export interface BootstrapReport {
  readonly rounds: number;
  readonly units: number;
  readonly rule: ApRule;
  readonly perClass: Readonly<Record<string, { ap50: PairedDifference; ap50To95: PairedDifference }>>;
  /** Means over Female and Male; over all classes that have labelled boxes. */
  readonly sexes: { readonly map50: PairedDifference; readonly map50To95: PairedDifference };
  readonly all: { readonly map50: PairedDifference; readonly map50To95: PairedDifference };
  /** Mean absolute error per picture, in insects: below 0 the candidate counts better. */
  readonly countError: PairedDifference;
}

/** Name of a figure -> value; a figure that the drawn pictures cannot give is absent. */
type Figures = ReadonlyMap<string, number>;

interface Prepared {
  readonly classes: readonly ResampledClass[];
  readonly absoluteErrors: Float64Array;
}

function prepareModel(model: BootstrapModel, classIndices: readonly number[]): Prepared {
  return {
    classes: classIndices.map((classIndex) => prepareClass(model.matched, classIndex)),
    absoluteErrors: Float64Array.from(model.countErrors, Math.abs),
  };
}

/** All figures of one model when picture i is taken `draw[i]` times. */
function scoreDraw(model: Prepared, draw: Int32Array, options: BootstrapOptions): Figures {
  const { classNames, sexes, rule = 'reference' } = options;
  const figures = new Map<string, number>();
  const sums = { sexes: [] as number[][], all: [] as number[][] };
  for (const one of model.classes) {
    const ap = averagePrecisionOfDraw(one, draw, rule);
    if (ap === undefined) continue;
    const name = classNames[one.classIndex];
    const pair = [ap[0], meanOf(ap)];
    figures.set(`${name} ap50`, pair[0]).set(`${name} ap50To95`, pair[1]);
    sums.all.push(pair);
    if (sexes.includes(name)) sums.sexes.push(pair);
  }
  for (const [group, pairs] of Object.entries(sums)) {
    if (pairs.length === 0) continue;
    figures.set(`${group} map50`, meanOf(pairs.map((pair) => pair[0])));
    figures.set(`${group} map50To95`, meanOf(pairs.map((pair) => pair[1])));
  }
  let errors = 0;
  let pictures = 0;
  draw.forEach((times, picture) => {
    errors += times * model.absoluteErrors[picture];
    pictures += times;
  });
  return figures.set('countError', errors / pictures);
}

/** Draws as many units as there are, with replacement: how often each picture comes. */
function createDrawer(unitOfPicture: Int32Array, unitCount: number, random: () => number): () => Int32Array {
  const times = new Int32Array(unitCount);
  return () => {
    times.fill(0);
    for (let i = 0; i < unitCount; i += 1) times[Math.floor(random() * unitCount)] += 1;
    return unitOfPicture.map((unit) => times[unit]);
  };
}

/** Value at `share` of ascending values, linear between neighbours. */
function quantile(sorted: Float64Array, share: number): number {
  const place = share * (sorted.length - 1);
  const below = Math.floor(place);
  const above = Math.min(sorted.length - 1, below + 1);
  return sorted[below] + (place - below) * (sorted[above] - sorted[below]);
}

function describeDifference(champion: number, candidate: number, rounds: number[]): PairedDifference {
  const sorted = Float64Array.from(rounds).sort();
  return {
    champion,
    candidate,
    difference: candidate - champion,
    low: sorted.length === 0 ? 0 : quantile(sorted, 0.025),
    high: sorted.length === 0 ? 0 : quantile(sorted, 0.975),
    shareAbove: sorted.length === 0 ? 0 : sorted.filter((value) => value > 0).length / sorted.length,
    rounds: sorted.length,
  };
}

function assertComparable(champion: BootstrapModel, candidate: BootstrapModel, units: readonly string[]) {
  const lengths = [champion, candidate].flatMap((one) => [one.matched.pictureCount, one.countErrors.length]);
  if (lengths.some((length) => length !== units.length || length === 0))
    throw new InputError(`Both models need the same pictures, at least one: got ${lengths.join(', ')}.`);
  const truths = [champion, candidate].map(({ matched }) => matched.truthClasses.join());
  if (truths[0] !== truths[1]) throw new InputError('The two models were matched against different labels.');
}

/**
 * How sure is it that the candidate is better? Pictures are drawn with replacement, the same ones for both models
 * (paired), and every figure is computed anew each round; matches are computed once.
 * Source: Efron and Tibshirani, An Introduction to the Bootstrap (1993), percentile interval.
 * @throws InputError when the models do not stand on the same pictures
 */
export function bootstrapDifference(
  champion: BootstrapModel,
  candidate: BootstrapModel,
  options: BootstrapOptions,
): BootstrapReport {
  const { rounds = 1000, random, classNames, rule = 'reference' } = options;
  const units = options.units ?? Array.from(champion.countErrors, (_, i) => String(i));
  assertComparable(champion, candidate, units);
  const names = [...new Set(units)];
  const places = new Map(names.map((name, i) => [name, i]));
  const draw = createDrawer(
    Int32Array.from(units, (unit) => places.get(unit)!),
    names.length,
    random,
  );
  const classIndices = [...new Set(champion.matched.truthClasses)].sort((a, b) => a - b);
  const models = [champion, candidate].map((one) => prepareModel(one, classIndices));
  const once = new Int32Array(units.length).fill(1);
  const [before, after] = models.map((model) => scoreDraw(model, once, options));
  const samples = new Map([...before.keys()].map((key) => [key, [] as number[]]));
  for (let round = 0; round < rounds; round += 1) {
    const times = draw();
    const [a, b] = models.map((model) => scoreDraw(model, times, options));
    for (const [key, value] of b) samples.get(key)?.push(value - a.get(key)!);
  }
  const describe = (key: string) =>
    describeDifference(before.get(key) ?? 0, after.get(key) ?? 0, samples.get(key) ?? []);
  const perClass = classIndices.map((index) => {
    const name = classNames[index];
    return [name, { ap50: describe(`${name} ap50`), ap50To95: describe(`${name} ap50To95`) }] as const;
  });
  const meanFigures = (group: string) => ({
    map50: describe(`${group} map50`),
    map50To95: describe(`${group} map50To95`),
  });
  return {
    ...{ rounds, units: names.length, rule },
    perClass: Object.fromEntries(perClass),
    sexes: meanFigures('sexes'),
    all: meanFigures('all'),
    countError: describe('countError'),
  };
}
