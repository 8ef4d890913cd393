import type { Period } from '@natiu/contracts';
import { sql } from '@natiu/db';
import type { Db } from '@natiu/db';

/** A system that is younger than this shows its first hour; later the last day is the better start. */
const YOUNG_MS = 3 * 3_600_000;

/** The period to open with when the link names none. */
export async function suggestPeriod({ db }: { db: Db }, now = new Date()): Promise<Period> {
  const [row] = await db.execute(
    sql`select (extract(epoch from min(hour_start)) * 1000)::float8 as "firstMs" from count_hourly`,
  );
  const firstMs = (row as { firstMs: number | null } | undefined)?.firstMs ?? null;
  return firstMs === null || now.getTime() - firstMs < YOUNG_MS ? '1h' : '24h';
}
