import { SEXES } from '../detection/compare-models.ts';
import { findResult } from './journal.ts';
import type { Journal } from './journal.ts';
import { RUN_NAMES, seedsOf, stageKey } from './stages.ts';
import type { RunName } from './stages.ts';
import { CompareResult, TrainResult } from './stage-results.ts';
import type { SplitFigures } from './stage-results.ts';

/** Mean over seeds and their standard deviation (n - 1); the spread of one seed is unknown. */
export interface Spread {
  readonly mean: number;
  readonly deviation: number | null;
  readonly values: readonly number[];
}

export function spreadOf(values: readonly number[]): Spread {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  if (values.length < 2) return { mean, deviation: null, values };
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { mean, deviation: Math.sqrt(squares / (values.length - 1)), values };
}

/** One run of the study over its seeds. */
export interface RunFigures {
  readonly run: RunName;
  readonly seeds: readonly number[];
  readonly results: readonly TrainResult[];
}

/** Runs that have finished for at least one seed, teacher first. */
export function collectRuns(journal: Journal): RunFigures[] {
  return RUN_NAMES.flatMap((run) => {
    const found = seedsOf(journal.settings).flatMap((seed) => {
      const result = findResult(journal, stageKey({ kind: 'train', seed, run }), TrainResult);
      return result ? [{ seed, result }] : [];
    });
    if (found.length === 0) return [];
    return [{ run, seeds: found.map(({ seed }) => seed), results: found.map(({ result }) => result) }];
  });
}

export function collectComparisons(journal: Journal): { seed: number; result: CompareResult }[] {
  return seedsOf(journal.settings).flatMap((seed) => {
    const result = findResult(journal, stageKey({ kind: 'compare', seed }), CompareResult);
    return result ? [{ seed, result }] : [];
  });
}

export type Measure = 'ap50' | 'ap50To95';

/** AP of a class; undefined where its pictures hold none. */
export function classValue(figures: SplitFigures, className: string, measure: Measure): number | undefined {
  return figures.perClass[className]?.[measure];
}

/** Mean over Female and Male, as far as the pictures hold them. */
export function sexesValue(figures: SplitFigures, measure: Measure): number {
  const values = SEXES.flatMap((name) => classValue(figures, name, measure) ?? []);
  return values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** Differences between two runs, seed by seed, in the mean over the sexes on the test split. */
export function seedDifferences(
  runs: readonly RunFigures[],
  from: RunName,
  to: RunName,
  measure: Measure,
): number[] {
  const [a, b] = [from, to].map((name) => runs.find(({ run }) => run === name));
  if (a === undefined || b === undefined) return [];
  return b.seeds.flatMap((seed, i) => {
    const j = a.seeds.indexOf(seed);
    if (j < 0) return [];
    return [sexesValue(b.results[i]!.test, measure) - sexesValue(a.results[j]!.test, measure)];
  });
}
