import { verifyResult } from './golden-folder.ts';
import type { VerifyResult } from './golden-folder.ts';

type Numbers = ArrayLike<number | bigint>;

/** Relative distance between neighbouring float32 numbers. */
export const FLOAT32_EPSILON = 2 ** -23;
/** An implementation may differ from the reference by so many times what the reference differs from itself. */
const MULTIPLE = 10;

/**
 * Allowed error for a deviation that an item states for the reference itself.
 *
 * @param deviation how far the reference's float32 run is from its float64 run
 * @param magnitude size of the compared number, in the deviation's unit (1 for a relative one). No float32 result can
 *   be held to less than the distance between neighbouring numbers of that size, so this is the floor.
 */
export function allowedFor(deviation: number, magnitude: number): number {
  return MULTIPLE * Math.max(deviation, FLOAT32_EPSILON * magnitude);
}

/** Infinity when the numbers of values differ, NaN when one of them is NaN. */
export function largestDifference(found: Numbers, expected: Numbers): number {
  if (found.length !== expected.length) return Infinity;
  let worst = 0;
  for (let i = 0; i < found.length; i += 1) {
    const difference = Math.abs(Number(found[i]) - Number(expected[i]));
    if (Number.isNaN(difference)) return Number.NaN;
    worst = Math.max(worst, difference);
  }
  return worst;
}

export function largestMagnitude(values: Numbers): number {
  let largest = 0;
  for (let i = 0; i < values.length; i += 1) largest = Math.max(largest, Math.abs(Number(values[i])));
  return largest;
}

export function norm(values: ArrayLike<number>): number {
  let squares = 0;
  for (let i = 0; i < values.length; i += 1) squares += values[i] ** 2;
  return Math.sqrt(squares);
}

/** L2 norm of the difference; Infinity when the numbers of values differ. */
export function distance(found: ArrayLike<number>, expected: ArrayLike<number>): number {
  if (found.length !== expected.length) return Infinity;
  let squares = 0;
  for (let i = 0; i < found.length; i += 1) squares += (found[i] - expected[i]) ** 2;
  return Math.sqrt(squares);
}

/** A share of nothing is nothing; of nothing, anything is too much. */
export function relativeTo(error: number, scale: number): number {
  return error === 0 ? 0 : error / scale;
}

/** One of many comparisons that make up a check. */
export interface Comparison {
  readonly name: string;
  readonly error: number;
  readonly allowed: number;
}

function shareUsed({ error, allowed }: Comparison): number {
  const share = error === 0 ? 0 : error / allowed;
  return Number.isNaN(share) ? Infinity : share;
}

/** The check as a whole is as good as the comparison that comes closest to its limit, or exceeds it most. */
export function worstOf(item: string, check: string, comparisons: readonly Comparison[]): VerifyResult {
  if (comparisons.length === 0)
    return verifyResult(item, check, { worstError: Infinity, allowed: 0, note: 'nothing to compare' });
  const worst = comparisons.reduce((a, b) => (shareUsed(b) > shareUsed(a) ? b : a));
  const note = comparisons.length === 1 ? worst.name : `${comparisons.length} compared, worst: ${worst.name}`;
  return verifyResult(item, check, { worstError: worst.error, allowed: worst.allowed, note });
}
