import { sql } from '@natiu/db';
import type { Db, SQL } from '@natiu/db';
import { sumClasses } from './count-columns.ts';
import type { ClassSums } from './count-columns.ts';
import type { BucketPlan } from './plan-buckets.ts';

export type BucketSums = ClassSums & { bucket: number; observedS: number; modelHashes: string[] };
export type SiteSums = ClassSums & { siteId: string; observedS: number };

/** Rows of the plan's source as one shape: deployment, model, number of the bucket, sums. */
function selectSource(plan: BucketPlan): SQL {
  const from = plan.from.toISOString();
  const to = plan.to.toISOString();
  const columns = sql.raw('female, incomplete, male, out_of_focus, "undefined", observed_s');
  if (plan.source === 'count_daily') {
    const first = plan.days[0]!;
    return sql`select deployment_id, model_sha256, (day - ${first}::date)::int / ${plan.daysPerBucket}::int as bucket, ${columns}
      from count_daily where day between ${first}::date and ${plan.days.at(-1)!}::date`;
  }
  const [table, start] =
    plan.source === 'count' ? ['"count"', 'interval_start'] : ['count_hourly', 'hour_start'];
  const bucket = sql`floor(extract(epoch from (${sql.raw(start!)} - ${from}::timestamptz)) / ${plan.stepMinutes * 60})::int`;
  return sql`select deployment_id, model_sha256, ${bucket} as bucket, ${columns}
    from ${sql.raw(table!)}
    where ${sql.raw(start!)} >= ${from}::timestamptz and ${sql.raw(start!)} <= ${to}::timestamptz`;
}

function selectInArea(plan: BucketPlan, area: string | undefined): SQL {
  return sql`with src as (${selectSource(plan)}),
    located as (
      select src.*, site.id as site_id from src
      join deployment on deployment.id = src.deployment_id
      join site on site.id = deployment.site_id
      where ${area ?? null}::text is null or site.area = ${area ?? null}::text
    )`;
}

/** Sums per bucket over all sites (of the area); buckets without rows are absent. */
export async function sumByBucket(db: Db, plan: BucketPlan, area?: string): Promise<BucketSums[]> {
  const rows = await db.execute(sql`${selectInArea(plan, area)}
    select bucket, ${sumClasses('located')}, sum(observed_s)::float8 as "observedS",
      array_agg(distinct trim(model_sha256)) as "modelHashes"
    from located group by bucket order by bucket`);
  return rows as unknown as BucketSums[];
}

/** Sums per site; sites without rows are absent. */
export async function sumBySite(db: Db, plan: BucketPlan, area?: string): Promise<SiteSums[]> {
  const rows = await db.execute(sql`${selectInArea(plan, area)}
    select site_id as "siteId", ${sumClasses('located')}, sum(observed_s)::float8 as "observedS"
    from located group by site_id`);
  return rows as unknown as SiteSums[];
}
