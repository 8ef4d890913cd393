import type { SeriesPoint } from '@natiu/contracts';
import { trapNights } from '@natiu/domain';
import { toClassCounts } from './count-columns.ts';
import type { BucketPlan } from './plan-buckets.ts';
import type { BucketSums } from './query-counts.ts';

/**
 * One point per bucket of the plan. A bucket without any row, or with rows but neither effort nor insects, was
 * not observed: its counts are null, which charts draw as a gap and never as zero.
 */
export function buildSeries(plan: BucketPlan, sums: readonly BucketSums[]): SeriesPoint[] {
  const byBucket = new Map(sums.map((row) => [row.bucket, row]));
  return plan.starts.map((start, bucket) => {
    const row = byBucket.get(bucket);
    const counts = row ? toClassCounts(row) : null;
    const seen = row !== undefined && (row.observedS > 0 || Object.values(counts!).some((n) => n > 0));
    return {
      startUtc: start.toISOString(),
      counts: seen ? counts : null,
      trapNights: trapNights(row?.observedS ?? 0),
      modelHashes: [...(row?.modelHashes ?? [])].sort(),
    };
  });
}
