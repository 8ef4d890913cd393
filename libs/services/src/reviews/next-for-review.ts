import type { NextReviewInput, ReviewTask } from '@natiu/contracts';
import { inArray, labelBox, sql } from '@natiu/db';
import type { SQL, Transaction } from '@natiu/db';
import { readBoxes, readPictures, toBoxRow } from '../datasets/box-rows.ts';
import type { StoredBox } from '../datasets/box-rows.ts';
import { boxConditions, pictureConditions } from '../datasets/filters.ts';
import type { ActorContext } from '../run-queue/context.ts';

/** One in so many boxes is a known one: enough to measure a reviewer within an hour. */
export const CONTROL_EVERY = 10;
/** A box that was shown to one person is not shown to another meanwhile. */
const RESERVED_MINUTES = 2;

function uuidList(ids: readonly string[]): SQL {
  return sql`${`{${ids.join(',')}}`}::uuid[]`;
}

/** Reserves the least certain boxes that nobody else looks at. */
async function reserveProposals(tx: Transaction, userId: string, input: NextReviewInput): Promise<string[]> {
  const { datasetId, filter, limit, exclude } = input;
  const rows = await tx.execute(sql`
    update label_box set offered_to = ${userId}, offered_at = now()
    where id in (
      select b.id from label_box b join picture p on p.id = b.picture_id
      where p.dataset_id = ${datasetId} and b.state = 'proposed' and not b.known_truth
        and not b.id = any(${uuidList(exclude)})
        and (b.offered_to is null or b.offered_to = ${userId}
          or b.offered_at < now() - ${RESERVED_MINUTES} * interval '1 minute')
        and ${pictureConditions(filter)} and ${boxConditions({ ...filter, state: undefined })}
      order by b.confidence nulls first, b.id
      for update of b skip locked limit ${limit})
    returning id, confidence`);
  const found = rows as unknown as { id: string; confidence: number | null }[];
  return [...found]
    .sort((a, b) => (a.confidence ?? -1) - (b.confidence ?? -1) || (a.id < b.id ? -1 : 1))
    .map(({ id }) => id);
}

/** A known box that this person has not answered, when one is due. */
async function findControl(
  tx: Transaction,
  userId: string,
  { datasetId, exclude }: NextReviewInput,
): Promise<string | undefined> {
  const [state] = (await tx.execute(sql`
    select count(*)::int as since from review_event e
    where e.dataset_id = ${datasetId} and e.user_id = ${userId} and e.action <> 'undo' and e.bulk_id is null
      and e.id > coalesce((
        select max(c.id) from review_event c join label_box b on b.id = c.box_id
        where c.dataset_id = ${datasetId} and c.user_id = ${userId} and b.known_truth and c.action <> 'undo'), 0)`)) as unknown as [
    { since: number },
  ];
  const [shown] = (await tx.execute(sql`
    select count(*)::int as shown from label_box where known_truth and id = any(${uuidList(exclude)})`)) as unknown as [
    { shown: number },
  ];
  if (shown.shown > 0 || state.since + exclude.length + 1 < CONTROL_EVERY) return undefined;
  const [control] = (await tx.execute(sql`
    select b.id from label_box b join picture p on p.id = b.picture_id
    where p.dataset_id = ${datasetId} and b.known_truth
      and not exists (select 1 from review_event e where e.box_id = b.id and e.user_id = ${userId}
        and e.action <> 'undo' and not exists (select 1 from review_event u where u.undoes = e.id))
    order by md5(b.id::text || ${userId}) limit 1`)) as unknown as { id: string }[];
  return control?.id;
}

/** A control takes the confidence of its neighbour in the queue, and the box that it stands for is not shown. */
function disguise(control: StoredBox, neighbour: StoredBox | undefined): StoredBox {
  const { confidence, modelSha256 } = neighbour ?? { confidence: 0.5, modelSha256: null };
  return {
    ...control,
    confidence,
    modelSha256,
    origin: 'model',
    state: 'proposed',
    decidedBy: null,
    decidedAt: null,
  };
}

/**
 * What to look at next, least certain first. Reserves the boxes for two minutes; now and then a known box is among
 * them, which looks like any other.
 */
export async function nextForReview(
  { db, user }: ActorContext,
  input: NextReviewInput,
): Promise<ReviewTask[]> {
  return db.transaction(async (tx) => {
    const ids = await reserveProposals(tx, user.id, input);
    const controlId = ids.length > 0 ? await findControl(tx, user.id, input) : undefined;
    const wanted = controlId === undefined ? ids : [...ids, controlId];
    if (wanted.length === 0) return [];
    const stored = await tx.select().from(labelBox).where(inArray(labelBox.id, wanted));
    const byId = new Map(stored.map((box) => [box.id, box]));
    const boxes = ids.map((id) => byId.get(id)!);
    if (controlId !== undefined) {
      // Not always at the same place of a batch.
      const at = Number.parseInt(controlId.slice(0, 4), 16) % (boxes.length + 1);
      boxes.splice(at, 0, disguise(byId.get(controlId)!, boxes[Math.min(at, boxes.length - 1)]));
    }
    const pictureIds = [...new Set(boxes.map(({ pictureId }) => pictureId))];
    const pictures = new Map((await readPictures(tx, pictureIds)).map((one) => [one.id, one]));
    const around = await readBoxes(tx, pictureIds);
    return boxes.map((box) => {
      const others = (around.get(box.pictureId) ?? []).filter(
        ({ id, state }) => id !== box.id && id !== box.controlOf && state !== 'rejected',
      );
      return {
        box: toBoxRow(box),
        picture: { ...pictures.get(box.pictureId)!, boxes: others.map(toBoxRow) },
      };
    });
  });
}
