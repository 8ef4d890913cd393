import { InputError } from '@natiu/errors';

export interface LatencySummary {
  readonly samples: number;
  readonly meanMs: number;
  readonly medianMs: number;
  readonly p95Ms: number;
  readonly maxMs: number;
}

/** Nearest-rank percentile of ascending values. */
function percentile(sorted: readonly number[], share: number): number {
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)];
}

/** @throws InputError when there is no sample */
export function summariseLatency(samplesMs: readonly number[]): LatencySummary {
  if (samplesMs.length === 0) throw new InputError('There is no timing to summarise.');
  const sorted = [...samplesMs].sort((a, b) => a - b);
  return {
    samples: sorted.length,
    meanMs: sorted.reduce((sum, one) => sum + one, 0) / sorted.length,
    medianMs: percentile(sorted, 0.5),
    p95Ms: percentile(sorted, 0.95),
    maxMs: sorted[sorted.length - 1],
  };
}
