import { sql, type Db } from '@natiu/db';

/** Transactions that a test's trigger holds in `pg_sleep` right now. */
export async function countSleepers(db: Db): Promise<number> {
  const [row] = await db.execute<{ n: number }>(
    sql`select count(*)::int n from pg_stat_activity where wait_event = 'PgSleep'`,
  );
  return row!.n;
}
