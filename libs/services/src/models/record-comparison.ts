import { ModelComparison } from '@natiu/contracts';
import { and, eq, modelAlias, modelComparison } from '@natiu/db';
import type { Db } from '@natiu/db';
import { InputError } from '@natiu/errors';
import { readModelVersion } from './read-model-versions.ts';

export interface RecordComparisonInput {
  championVersionId: string;
  candidateVersionId: string;
  comparison: ModelComparison;
}

/** Keeps a comparison of two versions; it must be about these two files. */
export async function recordComparison(
  { db }: { db: Db },
  { championVersionId, candidateVersionId, comparison }: RecordComparisonInput,
): Promise<string> {
  const result = ModelComparison.parse(comparison);
  const champion = await readModelVersion({ db }, championVersionId);
  const candidate = await readModelVersion({ db }, candidateVersionId);
  if (champion.sha256 !== result.championSha256 || candidate.sha256 !== result.candidateSha256)
    throw new InputError('The comparison is about other model files than these two.');
  const [row] = await db
    .insert(modelComparison)
    .values({ championVersionId, candidateVersionId, result })
    .returning({ id: modelComparison.id });
  return row!.id;
}

/** The version of a name that the fleet is to run, if there is one. */
export async function findChampion({ db }: { db: Db }, name: string): Promise<string | undefined> {
  const [row] = await db
    .select({ versionId: modelAlias.versionId })
    .from(modelAlias)
    .where(and(eq(modelAlias.name, name), eq(modelAlias.alias, 'champion')));
  return row?.versionId;
}
