import { and, deployment, desc, eq, gt, isNull, or, site, trap } from '@natiu/db';
import type { Db, InferSelectModel, Transaction } from '@natiu/db';
import { ConflictError, NotFoundError } from '@natiu/errors';
import { reassignCounts } from './reassign-counts.ts';

export type Deployment = InferSelectModel<typeof deployment>;

export interface StartDeploymentInput {
  trapId: string;
  siteId: string;
  startedAt: Date;
}

/** Holds back commits of this trap until the transaction ends; see `commitBatch`. */
export async function lockTrap(tx: Transaction, trapId: string): Promise<void> {
  const [row] = await tx.select({ id: trap.id }).from(trap).where(eq(trap.id, trapId)).for('update');
  if (!row) throw new NotFoundError(`There is no trap ${trapId}: register it first`);
}

async function nameSite(tx: Transaction, siteId: string): Promise<string> {
  const [row] = await tx.select({ name: site.name }).from(site).where(eq(site.id, siteId));
  if (!row) throw new NotFoundError(`There is no site ${siteId}: register it first`);
  return row.name;
}

/**
 * The trap stands at the site from `startedAt` on. A trap that already stands there stays as it is (seeds may
 * run again). Counts that came before anybody said where the trap stood are given to the deployment.
 */
export function startDeployment({ db }: { db: Db }, input: StartDeploymentInput): Promise<Deployment> {
  const { trapId, siteId, startedAt } = input;
  return db.transaction(async (tx) => {
    await lockTrap(tx, trapId);
    const siteName = await nameSite(tx, siteId);
    const [latest] = await tx
      .select()
      .from(deployment)
      .where(
        and(eq(deployment.trapId, trapId), or(isNull(deployment.endedAt), gt(deployment.endedAt, startedAt))),
      )
      .orderBy(desc(deployment.startedAt))
      .limit(1);
    if (latest?.siteId === siteId && latest.endedAt === null) return latest;
    if (latest) {
      const place = await nameSite(tx, latest.siteId);
      const until = latest.endedAt?.toISOString() ?? 'now';
      throw new ConflictError(
        `${trapId} stands at ${place} from ${latest.startedAt.toISOString()} until ${until}; end that first, or start at ${siteName} later`,
      );
    }
    const [row] = await tx.insert(deployment).values({ trapId, siteId, startedAt }).returning();
    await reassignCounts(tx, trapId);
    return row!;
  });
}
