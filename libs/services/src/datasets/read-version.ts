import type { PictureKind, Split } from '@natiu/contracts';
import { and, dataset, datasetVersion, datasetVersionPicture, eq, isNotNull, picture } from '@natiu/db';
import type { Db } from '@natiu/db';
import { NotFoundError } from '@natiu/errors';
import type { FrozenLabel } from './compare-versions.ts';

export interface VersionContent {
  datasetName: string;
  kind: PictureKind;
  version: number;
  contentHash: string;
  pictures: { sha256: string; name: string; split: Split; group: string | null; labels: FrozenLabel[] }[];
}

/** Everything that a worker needs to lay a version out as files; in the order of the pictures' hashes. */
export async function readVersionContent({ db }: { db: Db }, versionId: string): Promise<VersionContent> {
  const [version] = await db
    .select({
      datasetName: dataset.name,
      kind: dataset.kind,
      version: datasetVersion.version,
      contentHash: datasetVersion.contentHash,
    })
    .from(datasetVersion)
    .innerJoin(dataset, eq(dataset.id, datasetVersion.datasetId))
    .where(eq(datasetVersion.id, versionId));
  if (!version) throw new NotFoundError('There is no such version of a data set.');
  const pictures = await db
    .select({
      sha256: picture.sha256,
      name: picture.name,
      split: datasetVersionPicture.split,
      group: picture.groupKey,
      labels: datasetVersionPicture.labels,
    })
    .from(datasetVersionPicture)
    .innerJoin(picture, eq(picture.id, datasetVersionPicture.pictureId))
    .where(eq(datasetVersionPicture.versionId, versionId))
    .orderBy(picture.sha256);
  return {
    ...version,
    pictures: pictures.map((row) => ({ ...row, labels: row.labels as FrozenLabel[] })),
  };
}

/** Splits that groups of a data set already stand in: new pictures of a group must join theirs. */
export async function readGroupSplits({ db }: { db: Db }, datasetId: string): Promise<Map<string, Split>> {
  const rows = await db
    .selectDistinct({ group: picture.groupKey, split: picture.split })
    .from(picture)
    .where(and(eq(picture.datasetId, datasetId), isNotNull(picture.groupKey), isNotNull(picture.split)));
  return new Map(rows.map(({ group, split }) => [group!, split!]));
}
