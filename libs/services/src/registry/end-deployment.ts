import { and, deployment, eq, isNull, type Db } from '@natiu/db';
import { InputError, NotFoundError } from '@natiu/errors';
import { reassignCounts } from './reassign-counts.ts';
import { lockTrap, type Deployment } from './start-deployment.ts';

/** The trap leaves its site at `endedAt`; counts of later intervals then belong to no deployment. */
export function endDeployment(
  { db }: { db: Db },
  { trapId, endedAt }: { trapId: string; endedAt: Date },
): Promise<Deployment> {
  return db.transaction(async (tx) => {
    await lockTrap(tx, trapId);
    const [open] = await tx
      .select()
      .from(deployment)
      .where(and(eq(deployment.trapId, trapId), isNull(deployment.endedAt)));
    if (!open) throw new NotFoundError(`${trapId} stands at no site: there is no deployment to end`);
    if (endedAt < open.startedAt)
      throw new InputError(
        `A deployment that started at ${open.startedAt.toISOString()} cannot end at ${endedAt.toISOString()}`,
      );
    const [row] = await tx.update(deployment).set({ endedAt }).where(eq(deployment.id, open.id)).returning();
    await reassignCounts(tx, trapId);
    return row!;
  });
}
