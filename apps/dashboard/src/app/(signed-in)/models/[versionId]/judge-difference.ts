import type { ComparedFigure } from '@natiu/contracts';

export type Verdict = 'better' | 'worse' | 'unclear';

/** Errors get better when they fall; everything else is better when it rises. */
function isError(name: string): boolean {
  return /error|latency|ms$/i.test(name);
}

/** What the interval of candidate minus champion says: only one that leaves out zero says anything. */
export function judgeDifference({ name, low, high }: ComparedFigure): Verdict {
  if (low === null || high === null || (low <= 0 && high >= 0)) return 'unclear';
  const rises = low > 0;
  return rises !== isError(name) ? 'better' : 'worse';
}
