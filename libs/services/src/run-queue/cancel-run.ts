import type { RunRow } from '@natiu/contracts';
import { eq, run } from '@natiu/db';
import { ConflictError, NotFoundError } from '@natiu/errors';
import type { ActorContext } from './context.ts';
import { notifyRun } from './notify-run.ts';
import { readRunRow } from './read-runs.ts';

/** A waiting run ends at once; the worker of a running one hears of it and stops within a step. */
export async function cancelRun(ctx: ActorContext, runId: string): Promise<RunRow> {
  await ctx.db.transaction(async (tx) => {
    const [found] = await tx.select({ state: run.state }).from(run).where(eq(run.id, runId)).for('update');
    if (!found) throw new NotFoundError('There is no such run.');
    if (!['queued', 'running', 'interrupted'].includes(found.state))
      throw new ConflictError('This run has ended already.');
    const wish = { cancelRequested: true, cancelledBy: ctx.user.id };
    const ended = found.state === 'running' ? {} : { state: 'cancelled' as const, finishedAt: new Date() };
    await tx
      .update(run)
      .set({ ...wish, ...ended })
      .where(eq(run.id, runId));
    await notifyRun(tx, runId);
  });
  return readRunRow(ctx, runId);
}
