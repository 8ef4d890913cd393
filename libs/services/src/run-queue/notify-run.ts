import { RUNS_CHANNEL, sql } from '@natiu/db';
import type { Querier } from '@natiu/db';

/** Wakes workers and screens; sent when the surrounding transaction commits. */
export async function notifyRun(db: Querier, runId: string): Promise<void> {
  await db.execute(sql`select pg_notify(${RUNS_CHANNEL}, ${runId})`);
}
