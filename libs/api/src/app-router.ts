import { fleetRouter } from './routers/fleet.ts';
import { overviewRouter } from './routers/overview.ts';
import { peopleRouter } from './routers/people.ts';
import { createCallerFactory, createRouter } from './trpc.ts';

export const appRouter = createRouter({
  overview: overviewRouter,
  fleet: fleetRouter,
  people: peopleRouter,
});
export type AppRouter = typeof appRouter;

/** Calls procedures without HTTP: for pages that render on the server, and for tests. */
export const createCaller = createCallerFactory(appRouter);
