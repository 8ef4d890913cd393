import type { CreateDatasetInput, DatasetRow } from '@natiu/contracts';
import { dataset } from '@natiu/db';
import { ConflictError } from '@natiu/errors';
import type { ActorContext } from '../run-queue/context.ts';
import { emptyDatasetCounts } from './counts.ts';

export async function createDataset(
  { db, user }: ActorContext,
  input: CreateDatasetInput,
): Promise<DatasetRow> {
  const [row] = await db
    .insert(dataset)
    .values({ ...input, createdBy: user.id })
    .onConflictDoNothing({ target: dataset.name })
    .returning();
  if (!row) throw new ConflictError(`There is a data set "${input.name}" already. Choose another name.`);
  const { id, name, description, kind, createdBy, createdAt } = row;
  return {
    id,
    name,
    description,
    kind,
    createdBy,
    createdAt: createdAt.toISOString(),
    counts: emptyDatasetCounts(),
    versions: 0,
    latestVersionId: null,
  };
}
