import { sql, type Transaction } from '@natiu/db';
import { addToAggregates } from '../ingest/add-to-aggregates.ts';

/**
 * After a trap's deployments changed: every count of the trap belongs to the deployment that its interval
 * starts in (or to none), and the sums of the trap's deployments are made anew from the counts.
 */
export async function reassignCounts(tx: Transaction, trapId: string): Promise<void> {
  const moved = await tx.execute(sql`
    update "count" c set deployment_id = t.deployment_id
    from (
      select n.trap_id, n.boot, n.sequence, d.id as deployment_id
      from "count" n
      left join deployment d on d.trap_id = n.trap_id and n.interval_start >= d.started_at
        and (d.ended_at is null or n.interval_start < d.ended_at)
      where n.trap_id = ${trapId} and n.deployment_id is distinct from d.id
    ) t
    where c.trap_id = t.trap_id and c.boot = t.boot and c.sequence = t.sequence
    returning 1`);
  if (moved.length === 0) return;
  const ofTrap = sql`deployment_id in (select id from deployment where trap_id = ${trapId})`;
  await tx.execute(sql`delete from count_hourly where ${ofTrap}`);
  await tx.execute(sql`delete from count_daily where ${ofTrap}`);
  await addToAggregates(tx, sql`c.trap_id = ${trapId}`);
}
