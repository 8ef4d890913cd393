import type { BoxShares, PictureSource, Split } from '@natiu/contracts';
import { iouXyxy, xywhToXyxy } from '@natiu/box-ops';
import type { BoxXyxy } from '@natiu/box-ops';
import { and, eq, inArray, insertRows, labelBox, picture, sql } from '@natiu/db';
import type { Db } from '@natiu/db';

export interface IncomingPicture {
  sha256: string;
  bytes: number;
  name: string;
  width: number;
  height: number;
  source: PictureSource;
  split: Split | null;
  group: string | null;
  trapId?: string;
  siteId?: string;
  capturedAt?: Date;
  /** Undefined: nobody has looked. An empty list: somebody looked, and there is nothing. */
  labels: readonly (BoxShares & { className: string })[] | undefined;
}

const ROWS_AT_ONCE = 500;
/** Boxes that overlap so much are about the same insect. */
const SAME_INSECT_IOU = 0.5;

/**
 * Adds pictures with their labels. A picture that the data set has already stays as it is: what people decided about
 * it is worth more than an import that runs again.
 */
export async function addPictures(
  { db }: { db: Db },
  datasetId: string,
  incoming: readonly IncomingPicture[],
): Promise<{ added: number; known: number }> {
  let added = 0;
  for (let start = 0; start < incoming.length; start += ROWS_AT_ONCE)
    added += await addSome(db, datasetId, incoming.slice(start, start + ROWS_AT_ONCE));
  return { added, known: incoming.length - added };
}

function addSome(db: Db, datasetId: string, incoming: readonly IncomingPicture[]): Promise<number> {
  return db.transaction(async (tx) => {
    const rows = incoming.map(({ labels, group, ...one }) => ({
      ...one,
      datasetId,
      groupKey: group,
      labelled: labels !== undefined,
    }));
    const fresh = (await tx.execute(
      sql`${insertRows(picture, rows)} on conflict do nothing returning id, sha256`,
    )) as unknown as { id: string; sha256: string }[];
    const idOf = new Map(fresh.map(({ id, sha256 }) => [sha256, id]));
    const boxes = incoming.flatMap(({ sha256, labels = [] }) => {
      const pictureId = idOf.get(sha256);
      // The same bytes twice in one import: the first one counts.
      idOf.delete(sha256);
      if (pictureId === undefined) return [];
      return labels.map((label) => ({
        ...label,
        pictureId,
        origin: 'import' as const,
        state: 'accepted' as const,
      }));
    });
    if (boxes.length > 0) await tx.execute(insertRows(labelBox, boxes));
    return fresh.length;
  });
}

/** Pictures that nobody has labelled: what a model may propose boxes on. */
export async function listUnlabelledPictures(
  { db }: { db: Db },
  datasetId: string,
): Promise<{ id: string; sha256: string; name: string }[]> {
  return db
    .select({ id: picture.id, sha256: picture.sha256, name: picture.name })
    .from(picture)
    .where(
      and(
        eq(picture.datasetId, datasetId),
        eq(picture.labelled, false),
        // Reviewed to the end: people have said what is on it.
        sql`(exists (select 1 from label_box b where b.picture_id = ${picture.id} and b.state = 'proposed')
          or not exists (select 1 from label_box b where b.picture_id = ${picture.id}))`,
      ),
    )
    .orderBy(picture.name);
}

export interface ProposedBoxes {
  pictureId: string;
  modelSha256: string;
  boxes: readonly (BoxShares & { className: string; confidence: number })[];
}

/**
 * Replaces open proposals of these pictures by those of a model. What people decided stays: a proposal that lies on a
 * decided box of its picture is not asked again.
 */
export async function addProposals({ db }: { db: Db }, proposed: readonly ProposedBoxes[]): Promise<number> {
  if (proposed.length === 0) return 0;
  return db.transaction(async (tx) => {
    const ids = proposed.map(({ pictureId }) => pictureId);
    await tx.delete(labelBox).where(
      and(
        inArray(labelBox.pictureId, ids),
        eq(labelBox.state, 'proposed'),
        eq(labelBox.knownTruth, false),
        // A box with a history is part of it.
        sql`not exists (select 1 from review_event e where e.box_id = ${labelBox.id})`,
      ),
    );
    const kept = await tx.select().from(labelBox).where(inArray(labelBox.pictureId, ids));
    const rows = proposed.flatMap(({ pictureId, modelSha256, boxes }) => {
      const there = kept.filter((box) => box.pictureId === pictureId && !box.knownTruth);
      return boxes
        .filter((box) => !there.some((other) => iouXyxy(cornersOf(box), cornersOf(other)) >= SAME_INSECT_IOU))
        .map((box) => ({
          ...box,
          pictureId,
          modelSha256,
          origin: 'model' as const,
          state: 'proposed' as const,
        }));
    });
    if (rows.length > 0) await tx.execute(insertRows(labelBox, rows));
    // Where the model found nothing there is nothing to confirm: the picture stays unlabelled.
    return rows.length;
  });
}

function cornersOf({ cx, cy, w, h }: BoxShares): BoxXyxy {
  return xywhToXyxy([cx, cy, w, h]);
}
