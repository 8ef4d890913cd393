import type { ImportUploadInput, ProposeInput } from '@natiu/contracts';
import { dataset, eq, modelVersion } from '@natiu/db';
import type { Db } from '@natiu/db';
import { InputError, NotFoundError } from '@natiu/errors';
import type { ObjectStore } from '@natiu/object-store';
import type { ActorContext } from '../run-queue/context.ts';
import { enqueueRun } from '../run-queue/enqueue-run.ts';
import { isArchiveName } from './store-upload.ts';

async function checkDataset(db: Db, datasetId: string): Promise<void> {
  const [found] = await db.select({ id: dataset.id }).from(dataset).where(eq(dataset.id, datasetId));
  if (!found) throw new NotFoundError('There is no such data set.');
}

/** A worker reads the uploaded files into the data set and reports what it found. */
export async function importUpload(
  ctx: ActorContext & { objects: ObjectStore },
  input: ImportUploadInput,
): Promise<{ runId: string }> {
  const { datasetId, files, classMap } = input;
  await checkDataset(ctx.db, datasetId);
  if (files.length > 1 && files.some(({ name }) => isArchiveName(name)))
    throw new InputError('Import one archive at a time, or pictures only.');
  for (const { sha256, name } of files)
    if (!(await ctx.objects.has(sha256))) throw new InputError(`"${name}" was not uploaded.`);
  const { id } = await enqueueRun(ctx.db, {
    kind: 'import',
    settings: { files, classMap },
    datasetId,
    createdBy: ctx.user.id,
  });
  return { runId: id };
}

/** A worker runs the model over all unlabelled pictures; what it finds waits for reviewers. */
export async function proposeBoxes(ctx: ActorContext, input: ProposeInput): Promise<{ runId: string }> {
  const { datasetId, modelVersionId, confidence } = input;
  await checkDataset(ctx.db, datasetId);
  const [found] = await ctx.db
    .select({ id: modelVersion.id })
    .from(modelVersion)
    .where(eq(modelVersion.id, modelVersionId));
  if (!found) throw new NotFoundError('There is no such model.');
  const { id } = await enqueueRun(ctx.db, {
    kind: 'propose',
    settings: { modelVersionId, confidence },
    datasetId,
    createdBy: ctx.user.id,
  });
  return { runId: id };
}
