import type { VersionChange } from '@natiu/contracts';
import { datasetVersionPicture, eq } from '@natiu/db';
import type { Querier } from '@natiu/db';

/** Class name, then centre and size as shares of the picture. */
export type FrozenLabel = readonly [string, number, number, number, number];
export type FrozenPicture = { pictureId: string; labels: readonly FrozenLabel[] };

/** Boxes that only one of the two lists has, as a multiset. */
function onlyIn(labels: readonly FrozenLabel[], others: readonly FrozenLabel[]): FrozenLabel[] {
  const left = new Map<string, number>();
  for (const label of others) {
    const key = label.join(' ');
    left.set(key, (left.get(key) ?? 0) + 1);
  }
  return labels.filter((label) => {
    const key = label.join(' ');
    const count = left.get(key) ?? 0;
    if (count > 0) left.set(key, count - 1);
    return count === 0;
  });
}

/** What the later version changed; a moved box counts as one removed and one added. */
export function diffVersions(
  before: readonly FrozenPicture[],
  after: readonly FrozenPicture[],
): VersionChange {
  const old = new Map(before.map(({ pictureId, labels }) => [pictureId, labels]));
  const boxesAdded: Record<string, number> = {};
  const boxesRemoved: Record<string, number> = {};
  const count = (into: Record<string, number>, labels: readonly FrozenLabel[]) => {
    for (const [name] of labels) into[name] = (into[name] ?? 0) + 1;
  };
  let picturesAdded = 0;
  let picturesRelabelled = 0;
  for (const { pictureId, labels } of after) {
    const was = old.get(pictureId);
    old.delete(pictureId);
    const added = onlyIn(labels, was ?? []);
    const removed = onlyIn(was ?? [], labels);
    count(boxesAdded, added);
    count(boxesRemoved, removed);
    if (!was) picturesAdded += 1;
    else if (added.length + removed.length > 0) picturesRelabelled += 1;
  }
  for (const labels of old.values()) count(boxesRemoved, labels);
  return { picturesAdded, picturesRemoved: old.size, picturesRelabelled, boxesAdded, boxesRemoved };
}

export async function readFrozenPictures(db: Querier, versionId: string): Promise<FrozenPicture[]> {
  const rows = await db
    .select({ pictureId: datasetVersionPicture.pictureId, labels: datasetVersionPicture.labels })
    .from(datasetVersionPicture)
    .where(eq(datasetVersionPicture.versionId, versionId));
  return rows.map(({ pictureId, labels }) => ({ pictureId, labels: labels as FrozenLabel[] }));
}

export async function compareVersions(
  { db }: { db: Querier },
  beforeId: string,
  afterId: string,
): Promise<VersionChange> {
  return diffVersions(await readFrozenPictures(db, beforeId), await readFrozenPictures(db, afterId));
}
