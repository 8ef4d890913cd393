export { appRouter, createCaller } from './app-router.ts';
export type { AppRouter } from './app-router.ts';
export type { ApiContext, SignedInUser } from './context.ts';
export { createReference } from './error-map.ts';
