import { RUNS_CHANNEL } from '@natiu/db';
import type { Database } from '@natiu/db';
import { openFeed } from '../live/open-feed.ts';
import type { Feed } from '../live/open-feed.ts';

/** News that some run was queued, taken, advanced, cancelled or ended. */
export function openRunsFeed(
  database: Pick<Database, 'listen'>,
  options: { quietMs?: number } = {},
): Promise<Feed> {
  return openFeed(database, RUNS_CHANNEL, options);
}
