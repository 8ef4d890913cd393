import type { TrapRow } from '@natiu/contracts';
import { sql } from '@natiu/db';
import type { Db } from '@natiu/db';
import { judgeTrapState } from '@natiu/domain';
import { sumClasses, toClassCounts } from '../overview/count-columns.ts';
import type { ClassSums } from '../overview/count-columns.ts';
import { selectModels } from './select-models.ts';

type Row = ClassSums & {
  trapId: string;
  siteName: string | null;
  area: string | null;
  timeZone: string | null;
  lastSeenMs: number | null;
  modelHash: string | null;
  agentVersion: string | null;
  outboxDepth: number | null;
  observedToday: boolean;
};

async function selectTraps(db: Db, now: Date): Promise<Row[]> {
  const at = now.toISOString();
  const rows = await db.execute(sql`
    select trap.id as "trapId", site.name as "siteName", site.area, site.time_zone as "timeZone",
      (extract(epoch from status.last_seen_at) * 1000)::float8 as "lastSeenMs",
      coalesce(trim(status.model_sha256), last_count.model) as "modelHash",
      status.agent_version as "agentVersion", status.outbox_depth as "outboxDepth",
      today."female", today."incomplete", today."male", today."outOfFocus", today."undefined", today."observedToday"
    from trap
    left join trap_status status on status.trap_id = trap.id
    left join deployment on deployment.trap_id = trap.id and deployment.ended_at is null
    left join site on site.id = deployment.site_id
    left join lateral (
      select trim(c.model_sha256) as model from "count" c where c.trap_id = trap.id
      order by c.interval_start desc limit 1
    ) last_count on true
    cross join lateral (
      select ${sumClasses('d')}, count(*) > 0 as "observedToday" from count_daily d
      join deployment any_deployment on any_deployment.id = d.deployment_id
      where any_deployment.trap_id = trap.id
        and d.day = (${at}::timestamptz at time zone coalesce(site.time_zone, 'UTC'))::date
    ) today
    order by trap.id`);
  return rows as unknown as Row[];
}

/** Every trap with where it stands, when it was last heard, what it runs and what it caught today. */
export async function listTraps({ db }: { db: Db }, now = new Date()): Promise<TrapRow[]> {
  const [rows, models] = await Promise.all([selectTraps(db, now), selectModels(db)]);
  const modelOf = new Map(models.map((model) => [model.sha256, model]));
  return rows.map((row) => {
    const lastHeardAt = row.lastSeenMs === null ? undefined : new Date(row.lastSeenMs);
    const model = row.modelHash === null ? undefined : modelOf.get(row.modelHash);
    return {
      trapId: row.trapId,
      site: row.siteName === null ? null : { name: row.siteName, area: row.area!, timeZone: row.timeZone! },
      state: judgeTrapState(lastHeardAt, now),
      lastHeardAt: lastHeardAt?.toISOString() ?? null,
      modelHash: row.modelHash,
      modelName: model?.name ?? null,
      dataKind: row.modelHash === null ? null : (model?.dataKind ?? 'unregistered'),
      agentVersion: row.agentVersion,
      outboxDepth: row.outboxDepth,
      countsToday: row.observedToday ? toClassCounts(row) : null,
    };
  });
}
