import { eq, labelBox, reviewEvent, sql } from '@natiu/db';
import type { InferInsertModel, Transaction } from '@natiu/db';
import type { StoredBox } from '../datasets/box-rows.ts';

/** What an event keeps of a box: enough to put it back. */
export type BoxSnapshot = Pick<
  StoredBox,
  'className' | 'cx' | 'cy' | 'w' | 'h' | 'state' | 'revision' | 'decidedBy'
> & { decidedAt: string | null };

export function snapshotOf(box: StoredBox): BoxSnapshot {
  const { className, cx, cy, w, h, state, revision, decidedBy, decidedAt } = box;
  return { className, cx, cy, w, h, state, revision, decidedBy, decidedAt: decidedAt?.toISOString() ?? null };
}

export type BoxChange = Partial<Pick<StoredBox, 'className' | 'cx' | 'cy' | 'w' | 'h' | 'state'>>;

/** Writes the change, with who decided it and one revision further. */
export async function changeBox(
  tx: Transaction,
  box: StoredBox,
  change: BoxChange & { decidedBy: string | null; decidedAt: Date | null },
): Promise<StoredBox> {
  const [after] = await tx
    .update(labelBox)
    .set({ ...change, revision: sql`${labelBox.revision} + 1`, offeredTo: null, offeredAt: null })
    .where(eq(labelBox.id, box.id))
    .returning();
  return after!;
}

export async function addReviewEvent(
  tx: Transaction,
  event: InferInsertModel<typeof reviewEvent>,
): Promise<number> {
  const [row] = await tx.insert(reviewEvent).values(event).returning({ id: reviewEvent.id });
  return row!.id;
}
