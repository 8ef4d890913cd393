import type { ModelProvenance, Overview, OverviewInput, SiteSummary } from '@natiu/contracts';
import type { Db } from '@natiu/db';
import { addCounts, emptyCounts, judgeObservation, trapNights } from '@natiu/domain';
import { selectModels } from '../fleet/select-models.ts';
import { buildSeries } from './build-series.ts';
import { toClassCounts } from './count-columns.ts';
import { planBuckets } from './plan-buckets.ts';
import { sumByBucket, sumBySite } from './query-counts.ts';
import type { SiteSums } from './query-counts.ts';
import { selectFleetPulse, selectSites } from './query-sites.ts';
import type { SiteRow } from './query-sites.ts';

/** The zone that most sites are in; UTC when there is no site yet. */
export function pickTimeZone(zones: readonly string[]): string {
  const tally = new Map<string, number>();
  for (const zone of zones) tally.set(zone, (tally.get(zone) ?? 0) + 1);
  return [...tally].sort((a, b) => b[1] - a[1] || a[0].localeCompare(b[0]))[0]?.[0] ?? 'UTC';
}

function summarizeSite(site: SiteRow, sums: SiteSums | undefined): SiteSummary {
  const counts = sums ? toClassCounts(sums) : emptyCounts();
  const observedS = sums?.observedS ?? 0;
  return { ...site, counts, state: judgeObservation(counts, observedS), trapNights: trapNights(observedS) };
}

async function describeModels(db: Db, hashes: ReadonlySet<string>): Promise<ModelProvenance[]> {
  const models = await selectModels(db);
  return models
    .filter((model) => hashes.has(model.sha256))
    .map(({ sha256, name, dataKind }) => ({ sha256, name, dataKind }));
}

/** Everything the map, the tiles and the chart of one period show, from one moment. */
export async function readOverview(
  { db }: { db: Db },
  input: OverviewInput & { now?: Date },
): Promise<Overview> {
  const now = input.now ?? new Date();
  const weeks = input.weeks ?? 'epi';
  const everySite = await selectSites(db, now);
  const timeZone = pickTimeZone(everySite.map((site) => site.timeZone));
  const plan = planBuckets(input.period, now, timeZone, weeks);
  const [bySite, byBucket, pulse] = await Promise.all([
    sumBySite(db, plan, input.area),
    sumByBucket(db, plan, input.area),
    selectFleetPulse(db, now, input.area),
  ]);
  const sumsOf = new Map(bySite.map((row) => [row.siteId, row]));
  const sites = everySite
    .filter((site) => input.area === undefined || site.area === input.area)
    .map((site) => summarizeSite(site, sumsOf.get(site.siteId)));
  const hashes = new Set(byBucket.flatMap((row) => row.modelHashes));
  return {
    period: input.period,
    weeks,
    area: input.area ?? null,
    fromUtc: plan.from.toISOString(),
    toUtc: plan.to.toISOString(),
    bucketMinutes: plan.stepMinutes,
    timeZone,
    lastCountAt: pulse.lastCountAtMs === null ? null : new Date(pulse.lastCountAtMs).toISOString(),
    trapsTotal: pulse.trapsTotal,
    trapsOnline: pulse.trapsOnline,
    trapNights: sites.reduce((sum, site) => sum + site.trapNights, 0),
    counts: sites.reduce((sum, site) => addCounts(sum, site.counts), emptyCounts()),
    sites,
    series: buildSeries(plan, byBucket),
    models: await describeModels(db, hashes),
    areas: [...new Set(everySite.map((site) => site.area))].sort((a, b) => a.localeCompare(b)),
  };
}
