import type { Role } from '@natiu/domain';
import type { Logger } from '@natiu/logger';
import type { CountsFeed, Feed, importUpload, readOverview } from '@natiu/services';

export type SignedInUser = { id: string; name: string; email: string; roles: Role[] };

/** What every procedure may use; the app fills it in once per request. */
export type ApiContext = Parameters<typeof readOverview>[0] & {
  user: SignedInUser | null;
  logger: Logger;
  /** Pictures, checkpoints and models by the hash of their content. */
  objects: Parameters<typeof importUpload>[0]['objects'];
  openFeed: () => Promise<CountsFeed>;
  openRunsFeed: () => Promise<Feed>;
};
