import { LaunchRunInput, ListRunsInput, ReadRunLogInput, RunIdInput } from '@natiu/contracts';
import { cancelRun, estimateRun, getRun, launchRun, listRuns, readRunLog } from '@natiu/services';
import { tracked } from '@trpc/server';
import { createRouter, roleProcedure } from '../trpc.ts';

const researcher = roleProcedure('researcher');

export const runsRouter = createRouter({
  list: researcher.input(ListRunsInput.prefault({})).query(({ ctx, input }) => listRuns(ctx, input)),
  get: researcher.input(RunIdInput).query(({ ctx, input }) => getRun(ctx, input.runId)),
  estimate: researcher.input(LaunchRunInput).query(({ ctx, input }) => estimateRun(ctx, input)),
  launch: researcher.input(LaunchRunInput).mutation(({ ctx, input }) => launchRun(ctx, input)),
  cancel: researcher.input(RunIdInput).mutation(({ ctx, input }) => cancelRun(ctx, input.runId)),
  log: researcher.input(ReadRunLogInput).query(({ ctx, input }) => readRunLog(ctx, input)),

  /** Says *that* some run changed; the screen then reads what it shows. */
  live: researcher.subscription(async function* ({ ctx, signal }) {
    if (!signal) return;
    const feed = await ctx.openRunsFeed();
    yield tracked('0', { version: 0 });
    for await (const version of feed.watch(signal)) yield tracked(String(version), { version });
  }),
});
