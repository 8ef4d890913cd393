import type { ReviewAnswer, ReviewDecision } from '@natiu/contracts';
import { eq, labelBox, picture } from '@natiu/db';
import type { Transaction } from '@natiu/db';
import { ConflictError, NotFoundError } from '@natiu/errors';
import { toBoxRow } from '../datasets/box-rows.ts';
import type { StoredBox } from '../datasets/box-rows.ts';
import type { ActorContext } from '../run-queue/context.ts';
import { addReviewEvent, changeBox, snapshotOf } from './change-box.ts';
import type { BoxChange } from './change-box.ts';
import { countRemaining } from './count-remaining.ts';

type OnBox = Exclude<ReviewDecision, { action: 'draw' }>;
type Draw = Extract<ReviewDecision, { action: 'draw' }>;
interface Decided {
  eventId: number;
  box: StoredBox;
  datasetId: string;
}

/** What a decision makes of a box. */
export function changeFor(decision: OnBox): BoxChange {
  switch (decision.action) {
    case 'accept':
      return { state: 'accepted' };
    case 'reject':
      return { state: 'rejected' };
    case 'class':
      return { state: 'accepted', className: decision.className };
    case 'move':
      return { state: 'accepted', ...decision.box };
  }
}

async function datasetOf(tx: Transaction, pictureId: string): Promise<string> {
  const [found] = await tx
    .select({ datasetId: picture.datasetId })
    .from(picture)
    .where(eq(picture.id, pictureId));
  if (!found) throw new NotFoundError('There is no such picture.');
  return found.datasetId;
}

async function decideOnBox(tx: Transaction, userId: string, decision: OnBox): Promise<Decided> {
  const [box] = await tx.select().from(labelBox).where(eq(labelBox.id, decision.boxId)).for('update');
  if (!box) throw new NotFoundError('There is no such box.');
  if (box.revision !== decision.revision)
    throw new ConflictError('Somebody else has decided on this box meanwhile. Look at it again.');
  const datasetId = await datasetOf(tx, box.pictureId);
  const change = changeFor(decision);
  // A control stays as it is, for the next reviewer: only the answer is kept.
  const after = box.knownTruth
    ? { ...box, ...change, decidedBy: userId, decidedAt: new Date() }
    : await changeBox(tx, box, { ...change, decidedBy: userId, decidedAt: new Date() });
  const { action } = decision;
  const shared = { userId, datasetId, pictureId: box.pictureId, boxId: box.id, action };
  const eventId = await addReviewEvent(tx, { ...shared, before: snapshotOf(box), after: snapshotOf(after) });
  return { eventId, box: after, datasetId };
}

async function drawBox(tx: Transaction, userId: string, decision: Draw): Promise<Decided> {
  const { pictureId, className, box: shares, action } = decision;
  const datasetId = await datasetOf(tx, pictureId);
  const [box] = await tx
    .insert(labelBox)
    .values({
      ...shares,
      pictureId,
      className,
      origin: 'person',
      state: 'accepted',
      decidedBy: userId,
      decidedAt: new Date(),
    })
    .returning();
  const shared = { userId, datasetId, pictureId, boxId: box!.id, action };
  const eventId = await addReviewEvent(tx, { ...shared, before: null, after: snapshotOf(box!) });
  return { eventId, box: box!, datasetId };
}

/** One decision of one person, with its place in the history. */
export async function decide({ db, user }: ActorContext, decision: ReviewDecision): Promise<ReviewAnswer> {
  return db.transaction(async (tx) => {
    const { eventId, box, datasetId } =
      decision.action === 'draw'
        ? await drawBox(tx, user.id, decision)
        : await decideOnBox(tx, user.id, decision);
    return { eventId, box: toBoxRow(box), remaining: await countRemaining(tx, datasetId) };
  });
}
