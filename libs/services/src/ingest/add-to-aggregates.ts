import { sql, type SQL, type Transaction } from '@natiu/db';

const SUMMED = [
  'female',
  'incomplete',
  'male',
  'out_of_focus',
  'undefined',
  'captures',
  'unreadable',
  'observed_s',
  'degraded_s',
  'down_s',
] as const;

const column = (name: string) => sql.identifier(name);
const list = (parts: SQL[]) => sql.join(parts, sql`, `);

interface Grain {
  table: 'count_hourly' | 'count_daily';
  bucketColumn: 'hour_start' | 'day';
  /** Of `c` (count) and `s` (site). An interval that crosses an hour or a day counts where it starts. */
  bucket: SQL;
}

const GRAINS: readonly Grain[] = [
  {
    table: 'count_hourly',
    bucketColumn: 'hour_start',
    bucket: sql`date_trunc('hour', c.interval_start, 'UTC')`,
  },
  {
    table: 'count_daily',
    bucketColumn: 'day',
    bucket: sql`(c.interval_start at time zone s.time_zone)::date`,
  },
];

function upsertSums(grain: Grain, where: SQL): SQL {
  const table = sql.identifier(grain.table);
  const names = [...SUMMED, 'intervals'];
  return sql`
    insert into ${table} (deployment_id, model_sha256, ${column(grain.bucketColumn)}, ${list(names.map((n) => sql`${column(n)}`))})
    select c.deployment_id, c.model_sha256, ${grain.bucket}, ${list(SUMMED.map((n) => sql`sum(c.${column(n)})`))}, count(*)
    from "count" c
    join deployment d on d.id = c.deployment_id
    join site s on s.id = d.site_id
    where ${where}
    group by 1, 2, 3
    -- one order for everybody, so that two transactions never wait for each other
    order by 1, 2, 3
    on conflict (deployment_id, model_sha256, ${column(grain.bucketColumn)}) do update set
      ${list(names.map((n) => sql`${column(n)} = ${table}.${column(n)} + excluded.${column(n)}`))}`;
}

/** Adds the counts that `where` selects (as `c`) to the hourly and daily sums. Call once per count row. */
export async function addToAggregates(tx: Transaction, where: SQL): Promise<void> {
  for (const grain of GRAINS) await tx.execute(upsertSums(grain, where));
}
