import { totalCount } from './classes.ts';
import type { ClassCounts } from './classes.ts';

/** Zero, none observed and not observed are three different things: a silent trap is not a zero. */
export type ObservationState = 'caught' | 'none' | 'not-observed';

export function judgeObservation(counts: ClassCounts, effectiveS: number): ObservationState {
  if (totalCount(counts) > 0) return 'caught';
  return effectiveS > 0 ? 'none' : 'not-observed';
}

/** One trap-night is 24 h of effective observation. */
export function trapNights(effectiveS: number): number {
  return effectiveS / 86_400;
}
