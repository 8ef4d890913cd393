import { randomUUID } from 'node:crypto';
import type { BulkReviewInput, PictureFilter } from '@natiu/contracts';
import { insertRows, reviewEvent, sql } from '@natiu/db';
import type { Db, Querier } from '@natiu/db';
import { ConflictError } from '@natiu/errors';
import { boxConditions, pictureConditions } from '../datasets/filters.ts';
import type { ActorContext } from '../run-queue/context.ts';
import { snapshotOf } from './change-box.ts';
import type { StoredBox } from '../datasets/box-rows.ts';
import { countRemaining } from './count-remaining.ts';

/** Open proposals that the filter lets through, controls left out. */
function matching(datasetId: string, filter: PictureFilter) {
  return sql`from label_box b join picture p on p.id = b.picture_id
    where p.dataset_id = ${datasetId} and b.state = 'proposed' and not b.known_truth
      and ${pictureConditions(filter)} and ${boxConditions({ ...filter, state: undefined })}`;
}

export async function countForBulk(
  { db }: { db: Db },
  input: { datasetId: string; filter: PictureFilter },
): Promise<{ count: number }> {
  const [row] = (await db.execute(
    sql`select count(*)::int as count ${matching(input.datasetId, input.filter)}`,
  )) as unknown as [{ count: number }];
  return row;
}

type Before = Pick<StoredBox, 'className' | 'cx' | 'cy' | 'w' | 'h' | 'state' | 'revision' | 'decidedBy'> & {
  id: string;
  pictureId: string;
};

async function lockMatching(tx: Querier, input: BulkReviewInput): Promise<Before[]> {
  const rows = await tx.execute(sql`
    select b.id, b.picture_id as "pictureId", b.class_name as "className", b.cx, b.cy, b.w, b.h, b.state,
      b.revision, b.decided_by as "decidedBy" ${matching(input.datasetId, input.filter)}
    order by b.id for update of b`);
  return rows as unknown as Before[];
}

/** The same decision on all boxes of a filter; each has its own event, and one undo takes all of them back. */
export async function decideInBulk(
  { db, user }: ActorContext,
  input: BulkReviewInput,
): Promise<{ changed: number; remaining: number }> {
  const { datasetId, action, expected } = input;
  return db.transaction(async (tx) => {
    const boxes = await lockMatching(tx, input);
    if (boxes.length !== expected)
      throw new ConflictError(
        `${boxes.length} boxes match by now, not ${expected}. Look again and repeat it if it is still right.`,
      );
    if (boxes.length === 0) return { changed: 0, remaining: await countRemaining(tx, datasetId) };
    const state = action === 'accept' ? 'accepted' : 'rejected';
    const ids = `{${boxes.map(({ id }) => id).join(',')}}`;
    const decidedAt = new Date();
    await tx.execute(sql`
      update label_box set state = ${state}, revision = revision + 1, decided_by = ${user.id},
        decided_at = ${decidedAt.toISOString()}::timestamptz, offered_to = null, offered_at = null
      where id = any(${ids}::uuid[])`);
    const bulkId = randomUUID();
    const events = boxes.map((box) => {
      const before = snapshotOf({ ...box, decidedAt: null } as StoredBox);
      const after = { ...before, state, revision: box.revision + 1, decidedBy: user.id };
      return {
        userId: user.id,
        datasetId,
        pictureId: box.pictureId,
        boxId: box.id,
        action,
        bulkId,
        before,
        after: { ...after, decidedAt: decidedAt.toISOString() },
      };
    });
    await tx.execute(insertRows(reviewEvent, events));
    return { changed: boxes.length, remaining: await countRemaining(tx, datasetId) };
  });
}
