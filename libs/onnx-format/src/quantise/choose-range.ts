import { codeOf, scaleOfRange, valuesOfCodes } from './scale.ts';
import type { Range } from './scale.ts';
import type { ValueHistogram } from './value-histogram.ts';

/**
 * How the range of an activation is chosen:
 * - `minmax`: everything that was seen fits;
 * - `percentile`: one value in ten thousand may be cut at each end;
 * - `error`: the range with the smallest mean squared error, where rounding and cutting balance.
 */
export type RangeMethod = 'minmax' | 'percentile' | 'error';
export const RANGE_METHODS: readonly RangeMethod[] = ['minmax', 'percentile', 'error'];

/** Share of the values that `percentile` cuts off at each end. */
const TAIL = 1e-4;
/** Parts of the seen range that `error` tries at each end, largest first. */
const TRIED_SHARES = Array.from({ length: 20 }, (_, i) => (20 - i) / 20);

/** What happens to a value afterwards: the error that matters is the one behind it. */
export type Response = (value: number) => number;

const unchanged: Response = (value) => value;
export const siluResponse: Response = (value) => value / (1 + Math.exp(-value));

/**
 * @param response what reads the value, e.g. a SiLU, which makes all strongly negative values the same
 */
export function chooseRange(
  histogram: ValueHistogram,
  method: RangeMethod,
  response: Response = unchanged,
): Range {
  if (method === 'percentile') return cutTails(histogram);
  return method === 'error' ? leastError(histogram, response) : histogram.range;
}

function cutTails(histogram: ValueHistogram): Range {
  const { counts, range } = histogram;
  const allowed = histogram.total * TAIL;
  const walk = (start: number, by: 1 | -1) => {
    let bin = start;
    for (let cut = counts[bin]!; cut <= allowed; cut += counts[bin]!) {
      if (bin + by < 0 || bin + by >= counts.length) break;
      bin += by;
    }
    return histogram.valueAt(bin) - (by * histogram.step) / 2;
  };
  return {
    min: Math.max(range.min, walk(0, 1)),
    max: Math.min(range.max, walk(counts.length - 1, -1)),
  };
}

interface Level {
  readonly value: number;
  readonly count: number;
  readonly answer: number;
}

/** One end after the other: they hardly depend on each other. */
function leastError(histogram: ValueHistogram, response: Response): Range {
  const seen = histogram.range;
  const levels: Level[] = [];
  histogram.counts.forEach((count, bin) => {
    if (count === 0) return;
    const value = Math.min(seen.max, Math.max(seen.min, histogram.valueAt(bin)));
    levels.push({ value, count, answer: response(value) });
  });
  let best = seen;
  for (const end of ['max', 'min', 'max'] as const) {
    const tried = TRIED_SHARES.map((share) => ({ ...best, [end]: seen[end] * share }));
    const errors = tried.map((range) => squaredError(levels, range, response));
    best = tried[errors.indexOf(Math.min(...errors))]!;
  }
  return best;
}

function squaredError(levels: readonly Level[], range: Range, response: Response): number {
  const scale = scaleOfRange(range);
  const answers = valuesOfCodes(scale).map(response);
  let sum = 0;
  for (const { value, count, answer } of levels) {
    const error = answers[codeOf(value, scale)]! - answer;
    sum += count * error * error;
  }
  return sum;
}
