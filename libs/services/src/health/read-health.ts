import type { HealthResponse } from '@natiu/contracts';
import { sql } from '@natiu/db';
import type { Db } from '@natiu/db';
import { TRAP_ONLINE_WITHIN_MS } from '@natiu/domain';

type Row = {
  trapsOnline: number;
  countsTotal: number;
  lastCountMs: number | null;
  modelHashes: string[] | null;
};

/**
 * The pulse of the system. `countsTotal` is every insect ever counted: the daily sums, and the counts of traps
 * that stood nowhere, which are in no sum. `modelHashes` are the models that traps run or that made counts.
 */
export async function readHealth({ db }: { db: Db }, now = new Date()): Promise<HealthResponse> {
  const since = new Date(now.getTime() - TRAP_ONLINE_WITHIN_MS).toISOString();
  const insects = sql.raw('female + incomplete + male + out_of_focus + "undefined"');
  const rows = (await db.execute(sql`
    select
      (select count(*) from trap_status where last_seen_at >= ${since}::timestamptz)::int as "trapsOnline",
      (coalesce((select sum(${insects}) from count_daily), 0)
        + coalesce((select sum(${insects}) from "count" where deployment_id is null), 0))::float8 as "countsTotal",
      (select (extract(epoch from max(last_count_at)) * 1000)::float8 from trap_status) as "lastCountMs",
      (select array_agg(hash order by hash) from (
        select trim(model_sha256) as hash from trap_status where model_sha256 is not null
        union select distinct trim(model_sha256) from count_daily
      ) hashes) as "modelHashes"`)) as unknown as Row[];
  const row = rows[0]!;
  return {
    status: 'ok',
    trapsOnline: row.trapsOnline,
    countsTotal: row.countsTotal,
    lastCountAt: row.lastCountMs === null ? null : new Date(row.lastCountMs).toISOString(),
    modelHashes: row.modelHashes ?? [],
  };
}
