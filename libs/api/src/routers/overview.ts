import { OverviewInput } from '@natiu/contracts';
import { readOverview } from '@natiu/services';
import { tracked } from '@trpc/server';
import { createRouter, roleProcedure } from '../trpc.ts';

export const overviewRouter = createRouter({
  read: roleProcedure('viewer')
    .input(OverviewInput)
    .query(({ ctx, input }) => readOverview(ctx, input)),

  /** Says *that* counts arrived; the screen then reads what it shows, for its own period and area. */
  live: roleProcedure('viewer').subscription(async function* ({ ctx, signal }) {
    if (!signal) return;
    const feed = await ctx.openFeed();
    yield tracked('0', { version: 0 });
    for await (const version of feed.watch(signal)) yield tracked(String(version), { version });
  }),
});
