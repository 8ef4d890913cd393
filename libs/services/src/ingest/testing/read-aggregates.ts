import { sql, type Db } from '@natiu/db';

/** One bucket as PostgreSQL prints it, for comparing what was kept up with what the counts say. */
export type Bucket = Record<string, string | number>;

const SUMS = sql`
  sum(female)::int female, sum(incomplete)::int incomplete, sum(male)::int male, sum(out_of_focus)::int out_of_focus,
  sum(undefined)::int undefined, sum(captures)::int captures, sum(unreadable)::int unreadable,
  round(sum(observed_s)::numeric, 3)::text observed_s, round(sum(degraded_s)::numeric, 3)::text degraded_s,
  round(sum(down_s)::numeric, 3)::text down_s`;

/** What the aggregate tables hold. */
export async function readKept(db: Db): Promise<{ hourly: Bucket[]; daily: Bucket[] }> {
  const hourly = await db.execute<Bucket>(sql`
    select deployment_id, model_sha256, hour_start::text bucket, sum(intervals)::int intervals, ${SUMS}
    from count_hourly group by 1, 2, 3 order by 1, 2, 3`);
  const daily = await db.execute<Bucket>(sql`
    select deployment_id, model_sha256, day::text bucket, sum(intervals)::int intervals, ${SUMS}
    from count_daily group by 1, 2, 3 order by 1, 2, 3`);
  return { hourly: [...hourly], daily: [...daily] };
}

/** The same, computed from the raw counts by other means: epoch arithmetic and the formatter of time zones. */
export async function computeFromCounts(db: Db): Promise<{ hourly: Bucket[]; daily: Bucket[] }> {
  const hourly = await db.execute<Bucket>(sql`
    select deployment_id, model_sha256,
      to_timestamp(floor(extract(epoch from interval_start) / 3600) * 3600)::text bucket,
      count(*)::int intervals, ${SUMS}
    from "count" where deployment_id is not null group by 1, 2, 3 order by 1, 2, 3`);
  const daily = await db.execute<Bucket>(sql`
    select deployment_id, model_sha256, to_char(timezone(s.time_zone, interval_start), 'YYYY-MM-DD') bucket,
      count(*)::int intervals, ${SUMS}
    from "count" join deployment d on d.id = deployment_id join site s on s.id = d.site_id
    group by 1, 2, 3 order by 1, 2, 3`);
  return { hourly: [...hourly], daily: [...daily] };
}
