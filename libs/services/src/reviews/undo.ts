import type { ReviewScope, UndoAnswer } from '@natiu/contracts';
import { eq, labelBox, sql } from '@natiu/db';
import type { Transaction } from '@natiu/db';
import { ConflictError, NotFoundError } from '@natiu/errors';
import { toBoxRow } from '../datasets/box-rows.ts';
import type { StoredBox } from '../datasets/box-rows.ts';
import type { ActorContext } from '../run-queue/context.ts';
import { addReviewEvent, changeBox, snapshotOf } from './change-box.ts';
import type { BoxSnapshot } from './change-box.ts';
import { countRemaining } from './count-remaining.ts';

type Event = {
  id: number;
  pictureId: string;
  boxId: string;
  before: BoxSnapshot | null;
  after: BoxSnapshot;
};

/** The person's last decision that stands, or all decisions of the bulk action that it belongs to. */
async function findLast(tx: Transaction, userId: string, datasetId: string): Promise<Event[]> {
  const rows = await tx.execute(sql`
    with standing as (
      select * from review_event e
      where e.dataset_id = ${datasetId} and e.user_id = ${userId} and e.action <> 'undo'
        and not exists (select 1 from review_event u where u.undoes = e.id)
    ), last as (select id, bulk_id from standing order by id desc limit 1)
    select s.id::float8 as id, s.picture_id as "pictureId", s.box_id as "boxId", s.before, s.after
    from standing s, last
    where s.id = last.id or (last.bulk_id is not null and s.bulk_id = last.bulk_id)
    order by s.id`);
  return rows as unknown as Event[];
}

/** A drawn box that is taken back is rejected, not removed: the history points to it. */
function stateBefore(event: Event) {
  const { className, cx, cy, w, h, state, decidedBy, decidedAt } = event.before ?? {
    ...event.after,
    state: 'rejected' as const,
  };
  return {
    ...{ className, cx, cy, w, h, state, decidedBy },
    decidedAt: decidedAt === null ? null : new Date(decidedAt),
  };
}

async function wasDecidedSince(tx: Transaction, event: Event): Promise<boolean> {
  const [row] = (await tx.execute(sql`
    select exists (select 1 from review_event e
      where e.box_id = ${event.boxId} and e.id > ${event.id} and e.action <> 'undo'
        and not exists (select 1 from review_event u where u.undoes = e.id)) as since`)) as unknown as [
    { since: boolean },
  ];
  return row.since;
}

async function takeBack(
  tx: Transaction,
  scope: { userId: string; datasetId: string },
  event: Event,
): Promise<StoredBox> {
  const [box] = await tx.select().from(labelBox).where(eq(labelBox.id, event.boxId)).for('update');
  if (!box) throw new NotFoundError('The box of your last decision is gone.');
  if (!box.knownTruth && (await wasDecidedSince(tx, event)))
    throw new ConflictError(
      'Somebody else has decided on this box after you; your decision cannot be taken back.',
    );
  const restored = box.knownTruth ? box : await changeBox(tx, box, stateBefore(event));
  await addReviewEvent(tx, {
    ...scope,
    pictureId: box.pictureId,
    boxId: box.id,
    action: 'undo',
    before: snapshotOf(box),
    after: snapshotOf(restored),
    undoes: event.id,
  });
  return restored;
}

/** Takes the person's own last decision in this data set back; again and again goes further back. */
export async function undoLast({ db, user }: ActorContext, { datasetId }: ReviewScope): Promise<UndoAnswer> {
  return db.transaction(async (tx) => {
    const events = await findLast(tx, user.id, datasetId);
    if (events.length === 0) throw new NotFoundError('There is nothing of yours to take back here.');
    const boxes: StoredBox[] = [];
    for (const event of events) boxes.push(await takeBack(tx, { userId: user.id, datasetId }, event));
    return {
      undone: events.length,
      boxes: boxes.map(toBoxRow),
      pictureId: events.at(-1)!.pictureId,
      remaining: await countRemaining(tx, datasetId),
    };
  });
}
