import { COUNTS_CHANNEL } from '@natiu/db';
import type { Database } from '@natiu/db';
import { openFeed } from '../live/open-feed.ts';
import type { Feed } from '../live/open-feed.ts';

export type CountsFeed = Feed;

/** News that counts were committed. */
export function openCountsFeed(
  database: Pick<Database, 'listen'>,
  options: { quietMs?: number } = {},
): Promise<CountsFeed> {
  return openFeed(database, COUNTS_CHANNEL, options);
}
