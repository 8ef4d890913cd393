import { createHash } from 'node:crypto';
import type { DatasetCounts, DatasetVersionRow, FreezeVersionInput, Split } from '@natiu/contracts';
import { dataset, datasetVersion, datasetVersionPicture, desc, eq, insertRows, sql } from '@natiu/db';
import type { Transaction } from '@natiu/db';
import { CLASS_NAMES } from '@natiu/domain';
import { ConflictError, InputError, NotFoundError } from '@natiu/errors';
import type { ActorContext } from '../run-queue/context.ts';
import { emptyDatasetCounts } from './counts.ts';
import type { FrozenLabel } from './compare-versions.ts';
import { listDatasetVersions } from './list-datasets.ts';

/** A picture as the next version will have it. */
export interface FrozenItem {
  pictureId: string;
  sha256: string;
  split: Split;
  group: string | null;
  labels: readonly FrozenLabel[];
}

const ROWS_AT_ONCE = 500;

/**
 * SHA-256 over class names and, in the order of their hashes, every picture with its split and its labels. Names,
 * dates and people do not change what a network learns, so they are not in it.
 */
export function hashVersion(items: readonly FrozenItem[]): string {
  const hash = createHash('sha256');
  hash.update(`natiu-dataset-version-1 ${JSON.stringify(CLASS_NAMES)}\n`);
  for (const { sha256, split, labels } of [...items].sort((a, b) => (a.sha256 < b.sha256 ? -1 : 1)))
    hash.update(`${sha256} ${split} ${JSON.stringify(sortLabels(labels))}\n`);
  return hash.digest('hex');
}

/** Eight decimals are below a thousandth of a pixel on any camera; the order of boxes means nothing. */
export function sortLabels(labels: readonly FrozenLabel[]): FrozenLabel[] {
  const round = (value: number) => Number(value.toFixed(8));
  return labels
    .map(([name, cx, cy, w, h]): FrozenLabel => [name, round(cx), round(cy), round(w), round(h)])
    .sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
}

type Row = {
  pictureId: string;
  sha256: string;
  split: Split | null;
  group: string | null;
  labels: FrozenLabel[] | null;
};

/**
 * What is certain now: imported labels, and pictures whose proposals all have been decided. Pictures without a split
 * (traps send them) are for training: the pictures that figures are measured on stay the same from version to version.
 */
async function selectCertain(tx: Transaction, datasetId: string): Promise<FrozenItem[]> {
  const rows = (await tx.execute(sql`
    select p.id as "pictureId", p.sha256, p.split, p.group_key as "group",
      (select jsonb_agg(jsonb_build_array(b.class_name, b.cx, b.cy, b.w, b.h))
        from label_box b where b.picture_id = p.id and b.state = 'accepted' and not b.known_truth) as labels
    from picture p
    where p.dataset_id = ${datasetId} and (p.labelled or (
      exists (select 1 from label_box b
        where b.picture_id = p.id and b.state <> 'proposed' and not b.known_truth)
      and not exists (select 1 from label_box b
        where b.picture_id = p.id and b.state = 'proposed' and not b.known_truth)))`)) as unknown as Row[];
  return rows.map(({ labels, split, ...row }) => ({
    ...row,
    split: split ?? 'train',
    labels: sortLabels(labels ?? []),
  }));
}

function countItems(items: readonly FrozenItem[]): DatasetCounts {
  const counts = emptyDatasetCounts();
  for (const { split, labels } of items) {
    counts.pictures += 1;
    counts.bySplit[split] += 1;
    for (const [name] of labels) counts.boxes[name] = (counts.boxes[name] ?? 0) + 1;
  }
  return counts;
}

/** Freezes what is certain now as the next version. */
export async function freezeVersion(
  ctx: ActorContext,
  input: FreezeVersionInput,
): Promise<DatasetVersionRow> {
  const { db, user } = ctx;
  const { datasetId, note } = input;
  const versionId = await db.transaction(async (tx) => {
    // One at a time: version numbers have no gaps and no twins.
    const [found] = await tx
      .select({ name: dataset.name })
      .from(dataset)
      .where(eq(dataset.id, datasetId))
      .for('update');
    if (!found) throw new NotFoundError('There is no such data set.');
    const items = await selectCertain(tx, datasetId);
    if (items.length === 0)
      throw new InputError(`"${found.name}" has no labelled pictures yet: import some, or review proposals.`);
    const contentHash = hashVersion(items);
    const [parent] = await tx
      .select({ id: datasetVersion.id, version: datasetVersion.version, hash: datasetVersion.contentHash })
      .from(datasetVersion)
      .where(eq(datasetVersion.datasetId, datasetId))
      .orderBy(desc(datasetVersion.version))
      .limit(1);
    if (parent?.hash === contentHash)
      throw new ConflictError(`Nothing has changed since version ${parent.version}.`);
    const [version] = await tx
      .insert(datasetVersion)
      .values({
        datasetId,
        version: (parent?.version ?? 0) + 1,
        contentHash,
        manifest: { schema: 1, classes: CLASS_NAMES, splitOfNewPictures: 'train' },
        counts: countItems(items),
        parentId: parent?.id,
        note,
        createdBy: user.id,
      })
      .onConflictDoNothing({ target: [datasetVersion.datasetId, datasetVersion.contentHash] })
      .returning();
    if (!version) throw new ConflictError('An earlier version has exactly these pictures and labels.');
    const rows = items.map(({ pictureId, split, labels }) => ({
      versionId: version.id,
      pictureId,
      split,
      labels,
    }));
    for (let start = 0; start < rows.length; start += ROWS_AT_ONCE)
      await tx.execute(insertRows(datasetVersionPicture, rows.slice(start, start + ROWS_AT_ONCE)));
    return version.id;
  });
  return (await listDatasetVersions(ctx, datasetId)).find(({ id }) => id === versionId)!;
}
