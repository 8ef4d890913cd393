import { run } from '@natiu/db';
import type { InferInsertModel, InferSelectModel, Querier } from '@natiu/db';
import { notifyRun } from './notify-run.ts';

export type StoredRun = InferSelectModel<typeof run>;
type NewRun = Omit<InferInsertModel<typeof run>, 'state'>;

/** Puts work into the queue; the next free worker takes it. */
export async function enqueueRun(db: Querier, work: NewRun): Promise<StoredRun> {
  const [row] = await db
    .insert(run)
    .values({ ...work, state: 'queued' })
    .returning();
  await notifyRun(db, row!.id);
  return row!;
}
