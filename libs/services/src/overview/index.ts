export { openCountsFeed } from './counts-feed.ts';
export type { CountsFeed } from './counts-feed.ts';
export { readOverview } from './read-overview.ts';
export { suggestPeriod } from './suggest-period.ts';
