import type { DatasetDetail, DatasetRow, DatasetVersionRow } from '@natiu/contracts';
import { and, dataset, datasetVersion, desc, eq, inArray, run, sql, user } from '@natiu/db';
import type { Db } from '@natiu/db';
import { NotFoundError } from '@natiu/errors';
import { countDatasets, countsOf, emptyDatasetCounts } from './counts.ts';
import { compareVersions } from './compare-versions.ts';

type Ctx = { db: Db };

/** With how much is in each, newest first. */
export async function listDatasets({ db }: Ctx): Promise<DatasetRow[]> {
  const rows = await db
    .select({
      id: dataset.id,
      name: dataset.name,
      description: dataset.description,
      kind: dataset.kind,
      createdBy: sql<string | null>`coalesce(${user.name}, ${dataset.createdBy})`,
      createdAt: dataset.createdAt,
      versions: sql<number>`(select count(*)::int from dataset_version v where v.dataset_id = "dataset"."id")`,
      latestVersionId: sql<string | null>`(select v.id from dataset_version v
        where v.dataset_id = "dataset"."id" order by v.version desc limit 1)`,
    })
    .from(dataset)
    .leftJoin(user, eq(user.id, dataset.createdBy))
    .orderBy(desc(dataset.createdAt));
  const counts = await countDatasets(db);
  return rows.map((row) => ({
    ...row,
    createdAt: row.createdAt.toISOString(),
    counts: counts.get(row.id) ?? emptyDatasetCounts(),
  }));
}

/** Newest first. */
export async function listDatasetVersions({ db }: Ctx, datasetId: string): Promise<DatasetVersionRow[]> {
  const rows = await db
    .select({
      id: datasetVersion.id,
      datasetId: datasetVersion.datasetId,
      datasetName: dataset.name,
      version: datasetVersion.version,
      contentHash: datasetVersion.contentHash,
      parentId: datasetVersion.parentId,
      note: datasetVersion.note,
      counts: datasetVersion.counts,
      createdBy: sql<string | null>`coalesce(${user.name}, ${datasetVersion.createdBy})`,
      createdAt: datasetVersion.createdAt,
    })
    .from(datasetVersion)
    .innerJoin(dataset, eq(dataset.id, datasetVersion.datasetId))
    .leftJoin(user, eq(user.id, datasetVersion.createdBy))
    .where(eq(datasetVersion.datasetId, datasetId))
    .orderBy(desc(datasetVersion.version));
  return rows.map((row) => ({
    ...row,
    counts: countsOf(row.counts),
    createdAt: row.createdAt.toISOString(),
  }));
}

/** A data set with its versions, what each changed, and the imports and proposals that fed it. */
export async function getDataset(ctx: Ctx, datasetId: string): Promise<DatasetDetail> {
  const found = (await listDatasets(ctx)).find((row) => row.id === datasetId);
  if (!found) throw new NotFoundError('There is no such data set.');
  const versions = await listDatasetVersions(ctx, datasetId);
  const jobs = await ctx.db
    .select()
    .from(run)
    .where(and(eq(run.datasetId, datasetId), inArray(run.kind, ['import', 'propose'])))
    .orderBy(desc(run.createdAt))
    .limit(50);
  const versionRows = [];
  for (const version of versions) {
    const change = version.parentId ? await compareVersions(ctx, version.parentId, version.id) : null;
    versionRows.push({ ...version, change });
  }
  return {
    ...found,
    versionRows,
    jobs: jobs.map((job) => ({
      runId: job.id,
      kind: job.kind,
      state: job.state,
      at: job.createdAt.toISOString(),
      error: job.error,
      result: job.result,
    })),
  };
}
