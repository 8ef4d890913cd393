import { and, committedWatermark, eq, sql, type Transaction } from '@natiu/db';

/** Takes the lock of this boot: commits of one boot follow each other, other traps go on. Answers its watermark. */
export async function lockWatermark(
  tx: Transaction,
  trapId: string,
  boot: string,
  now: Date,
): Promise<number> {
  await tx.insert(committedWatermark).values({ trapId, boot, upTo: 0, updatedAt: now }).onConflictDoNothing();
  const [row] = await tx
    .select({ upTo: committedWatermark.upTo })
    .from(committedWatermark)
    .where(and(eq(committedWatermark.trapId, trapId), eq(committedWatermark.boot, boot)))
    .for('update');
  return row!.upTo;
}

/** Moves the watermark over everything committed without a gap and answers where it stands now. */
export async function advanceWatermark(
  tx: Transaction,
  trapId: string,
  boot: string,
  now: Date,
): Promise<number> {
  // Numbers that follow `up_to` without a gap lie exactly their rank above it.
  const [row] = await tx.execute<{ up_to: string }>(sql`
    update committed_watermark w
    set updated_at = ${now.toISOString()}::timestamptz, up_to = coalesce((
      select max(sequence) from (
        select sequence, row_number() over (order by sequence) as rank
        from device_message
        where trap_id = w.trap_id and boot = w.boot and sequence > w.up_to
      ) later
      where sequence = w.up_to + rank
    ), w.up_to)
    where w.trap_id = ${trapId} and w.boot = ${boot}
    returning w.up_to`);
  return Number(row!.up_to);
}
