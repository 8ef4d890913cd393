import { openDatabase } from '@natiu/db';
import type { Database } from '@natiu/db';
import { openCountsFeed } from '@natiu/services';
import type { CountsFeed } from '@natiu/services';
import { readEnv } from '../env.ts';

/** The bundler makes several copies of this module; the process has one pool all the same. */
const shared = globalThis as { natiuDatabase?: Database; natiuFeed?: Promise<CountsFeed> };

export function getDatabase(): Database {
  shared.natiuDatabase ??= openDatabase(readEnv().DATABASE_URL, { max: 10 });
  return shared.natiuDatabase;
}

export function getCountsFeed(): Promise<CountsFeed> {
  shared.natiuFeed ??= openCountsFeed(getDatabase()).catch((error: unknown) => {
    // The next screen that asks tries again.
    shared.natiuFeed = undefined;
    throw error;
  });
  return shared.natiuFeed;
}
