import { openDatabase } from '@natiu/db';
import type { Database } from '@natiu/db';
import { EnvironmentError } from '@natiu/errors';
import { createDiskObjectStore } from '@natiu/object-store';
import type { ObjectStore } from '@natiu/object-store';
import { openCountsFeed, openRunsFeed } from '@natiu/services';
import type { CountsFeed, Feed } from '@natiu/services';
import { readEnv } from '../env.ts';

/** The bundler makes several copies of this module; the process has one pool all the same. */
const shared = globalThis as {
  natiuDatabase?: Database;
  natiuFeed?: Promise<CountsFeed>;
  natiuRunsFeed?: Promise<Feed>;
};

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

export function getRunsFeed(): Promise<Feed> {
  shared.natiuRunsFeed ??= openRunsFeed(getDatabase()).catch((error: unknown) => {
    shared.natiuRunsFeed = undefined;
    throw error;
  });
  return shared.natiuRunsFeed;
}

export function getObjects(): ObjectStore {
  const dir = readEnv().OBJECTS_DIR;
  if (!dir) throw new EnvironmentError('OBJECTS_DIR must name the folder of the object store.');
  return createDiskObjectStore(dir);
}
