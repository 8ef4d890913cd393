export { openCountsFeed, readOverview, suggestPeriod } from './overview/index.ts';
export type { CountsFeed } from './overview/index.ts';
export { listModels } from './fleet/list-models.ts';
export { listTraps } from './fleet/list-traps.ts';
export { listPeople } from './people/list-people.ts';
export { readHealth } from './health/read-health.ts';
export * from './ingest/index.ts';
export * from './registry/index.ts';
