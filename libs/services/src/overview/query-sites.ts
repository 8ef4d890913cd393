import { sql } from '@natiu/db';
import type { Db } from '@natiu/db';
import { TRAP_ONLINE_WITHIN_MS } from '@natiu/domain';

export type SiteRow = {
  siteId: string;
  name: string;
  area: string;
  latitude: number;
  longitude: number;
  timeZone: string;
  trapIds: string[];
};

/** Every site with the traps that stand there at `now`. */
export async function selectSites(db: Db, now: Date): Promise<SiteRow[]> {
  const rows = await db.execute(sql`
    select site.id as "siteId", site.name, site.area, site.latitude, site.longitude,
      site.time_zone as "timeZone",
      coalesce(array_agg(deployment.trap_id order by deployment.trap_id)
        filter (where deployment.trap_id is not null), '{}') as "trapIds"
    from site
    left join deployment on deployment.site_id = site.id
      and deployment.started_at <= ${now.toISOString()}::timestamptz
      and (deployment.ended_at is null or deployment.ended_at > ${now.toISOString()}::timestamptz)
    group by site.id order by site.name`);
  return rows as unknown as SiteRow[];
}

export type FleetPulse = { trapsTotal: number; trapsOnline: number; lastCountAtMs: number | null };

/** How many traps there are and how many were heard from lately; with `area`, of those that stand there. */
export async function selectFleetPulse(db: Db, now: Date, area?: string): Promise<FleetPulse> {
  const since = new Date(now.getTime() - TRAP_ONLINE_WITHIN_MS).toISOString();
  const [row] = await db.execute(sql`
    select count(distinct trap.id)::int as "trapsTotal",
      (count(distinct trap.id) filter (where status.last_seen_at >= ${since}::timestamptz))::int as "trapsOnline",
      (extract(epoch from max(status.last_count_at)) * 1000)::float8 as "lastCountAtMs"
    from trap
    left join trap_status status on status.trap_id = trap.id
    left join deployment on deployment.trap_id = trap.id and deployment.ended_at is null
    left join site on site.id = deployment.site_id
    where ${area ?? null}::text is null or site.area = ${area ?? null}::text`);
  return row as unknown as FleetPulse;
}
