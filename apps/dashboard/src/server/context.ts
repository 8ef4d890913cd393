import type { ApiContext, SignedInUser } from '@natiu/api';
import { parseRoles } from '@natiu/domain';
import { getAuth } from './auth.ts';
import { getCountsFeed, getDatabase, getObjects, getRunsFeed } from './database.ts';
import { logger } from './logger.ts';

/** Who sent these headers; null for strangers, for expired sessions and for people who were banned. */
export async function readUser(headers: Headers): Promise<SignedInUser | null> {
  const found = await getAuth().api.getSession({ headers });
  if (!found) return null;
  const { id, name, email, role } = found.user;
  return { id, name, email, roles: parseRoles(role) };
}

export async function createApiContext(headers: Headers): Promise<ApiContext> {
  return {
    db: getDatabase().db,
    objects: getObjects(),
    user: await readUser(headers),
    logger,
    openFeed: getCountsFeed,
    openRunsFeed: getRunsFeed,
  };
}
