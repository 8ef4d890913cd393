import type { BoxRow, PictureRow, Split } from '@natiu/contracts';
import { labelBox, picture, site, eq, inArray } from '@natiu/db';
import type { InferSelectModel, Querier } from '@natiu/db';

export type StoredBox = InferSelectModel<typeof labelBox>;

export function toBoxRow(box: StoredBox): BoxRow {
  const { id, className, cx, cy, w, h, confidence, origin, state, revision, decidedBy, decidedAt } = box;
  return {
    id,
    className,
    cx,
    cy,
    w,
    h,
    confidence,
    origin,
    state,
    revision,
    decidedBy,
    decidedAt: decidedAt?.toISOString() ?? null,
  };
}

/** The pictures of these ids in this order, without boxes. */
export async function readPictures(db: Querier, ids: readonly string[]): Promise<PictureRow[]> {
  if (ids.length === 0) return [];
  const rows = await db
    .select({ picture, siteName: site.name })
    .from(picture)
    .leftJoin(site, eq(site.id, picture.siteId))
    .where(inArray(picture.id, [...ids]));
  const byId = new Map(
    rows.map(({ picture: row, siteName }) => [
      row.id,
      {
        id: row.id,
        name: row.name,
        width: row.width,
        height: row.height,
        source: row.source,
        split: row.split as Split | null,
        group: row.groupKey,
        trapId: row.trapId,
        siteName,
        capturedAt: row.capturedAt?.toISOString() ?? null,
        boxes: [],
      } satisfies PictureRow,
    ]),
  );
  return ids.flatMap((id) => byId.get(id) ?? []);
}

/** Boxes by picture, controls left out. */
export async function readBoxes(
  db: Querier,
  pictureIds: readonly string[],
): Promise<Map<string, StoredBox[]>> {
  const byPicture = new Map<string, StoredBox[]>();
  if (pictureIds.length === 0) return byPicture;
  const rows = await db
    .select()
    .from(labelBox)
    .where(inArray(labelBox.pictureId, [...pictureIds]))
    .orderBy(labelBox.createdAt, labelBox.id);
  for (const row of rows)
    if (!row.knownTruth) byPicture.set(row.pictureId, [...(byPicture.get(row.pictureId) ?? []), row]);
  return byPicture;
}
