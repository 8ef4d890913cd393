export { openCountsFeed } from './counts-feed.ts';
export type { CountsFeed } from './counts-feed.ts';
export { findModelChanges } from './build-series.ts';
export { readOverview } from './read-overview.ts';
export { suggestPeriod } from './suggest-period.ts';
