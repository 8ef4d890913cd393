import type { ModelAlias, ModelVersionDetail, PromoteModelInput } from '@natiu/contracts';
import { and, eq, modelAlias, modelPromotion, sql } from '@natiu/db';
import { ConflictError } from '@natiu/errors';
import type { ActorContext } from '../run-queue/context.ts';
import { getModelVersion } from './read-model-versions.ts';

async function promote(
  { db, user }: ActorContext,
  alias: ModelAlias,
  { versionId, note }: PromoteModelInput,
): Promise<ModelVersionDetail> {
  return db.transaction(async (tx) => {
    const { name } = await getModelVersion({ db: tx }, versionId);
    await tx.execute(sql`select pg_advisory_xact_lock(hashtextextended(${`model ${name}`}, 0))`);
    // Read again under the lock: the champion may have changed.
    const version = await getModelVersion({ db: tx }, versionId);
    const check = version.promotion[alias];
    if (!check.allowed)
      throw new ConflictError(`${name} v${version.version} cannot become ${alias}. ${check.reason}`);
    await tx
      .insert(modelAlias)
      .values({ name, alias, versionId })
      .onConflictDoUpdate({ target: [modelAlias.name, modelAlias.alias], set: { versionId } });
    if (alias === 'champion')
      await tx
        .delete(modelAlias)
        .where(and(eq(modelAlias.name, name), eq(modelAlias.alias, 'candidate'), eq(modelAlias.versionId, versionId)));
    const comparison = version.comparisons.find((one) => one.candidateVersionId === versionId);
    await tx
      .insert(modelPromotion)
      .values({ name, alias, versionId, byUser: user.id, note, comparisonId: comparison?.id });
    return getModelVersion({ db: tx }, versionId);
  });
}

/** Makes the version the one that may be rolled out to some traps. */
export function promoteToCandidate(ctx: ActorContext, input: PromoteModelInput): Promise<ModelVersionDetail> {
  return promote(ctx, 'candidate', input);
}

/** Makes the candidate the one that the fleet runs. */
export function promoteToChampion(ctx: ActorContext, input: PromoteModelInput): Promise<ModelVersionDetail> {
  return promote(ctx, 'champion', input);
}
