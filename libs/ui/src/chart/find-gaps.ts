import type { SeriesPoint } from '@natiu/contracts';

export type Gap = { startUtc: string; endUtc: string };

/** Runs of buckets that were not observed, by the starts of their first and last bucket. */
export function findGaps(series: readonly SeriesPoint[]): Gap[] {
  const gaps: Gap[] = [];
  let open: Gap | undefined;
  for (const point of series) {
    if (point.counts !== null) {
      open = undefined;
    } else if (open) {
      open.endUtc = point.startUtc;
    } else {
      open = { startUtc: point.startUtc, endUtc: point.startUtc };
      gaps.push(open);
    }
  }
  return gaps;
}

/** Starts of the buckets in which a model counts that did not count in the bucket with data before. */
export function findModelChanges(series: readonly SeriesPoint[]): string[] {
  const changes: string[] = [];
  let before: readonly string[] | undefined;
  for (const point of series) {
    if (point.modelHashes.length === 0) continue;
    if (before && point.modelHashes.some((hash) => !before!.includes(hash))) changes.push(point.startUtc);
    before = point.modelHashes;
  }
  return changes;
}
