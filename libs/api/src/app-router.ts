import { datasetsRouter } from './routers/datasets.ts';
import { fleetRouter } from './routers/fleet.ts';
import { modelsRouter } from './routers/models.ts';
import { overviewRouter } from './routers/overview.ts';
import { peopleRouter } from './routers/people.ts';
import { reviewsRouter } from './routers/reviews.ts';
import { runsRouter } from './routers/runs.ts';
import { createCallerFactory, createRouter } from './trpc.ts';

export const appRouter = createRouter({
  overview: overviewRouter,
  fleet: fleetRouter,
  people: peopleRouter,
  models: modelsRouter,
  datasets: datasetsRouter,
  reviews: reviewsRouter,
  runs: runsRouter,
});
export type AppRouter = typeof appRouter;

/** Calls procedures without HTTP: for pages that render on the server, and for tests. */
export const createCaller = createCallerFactory(appRouter);
