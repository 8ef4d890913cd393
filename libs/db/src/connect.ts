import { EnvironmentError } from '@natiu/errors';
import { drizzle } from 'drizzle-orm/postgres-js';
import postgres from 'postgres';
import * as schema from './schema/index.ts';

export interface OpenDatabaseOptions {
  /** Size of the connection pool; default 10. */
  max?: number;
}

/** Hears one channel until called; survives reconnects. */
export type StopListening = () => Promise<void>;

function createClient(databaseUrl: string, max: number) {
  try {
    return postgres(databaseUrl, {
      max,
      connect_timeout: 10,
      // "relation already exists" and the like are no news.
      onnotice: () => {},
      // Every process speaks UTC to the server, whatever the machine's zone.
      connection: { application_name: 'natiu', TimeZone: 'UTC' },
    });
  } catch (cause) {
    throw new EnvironmentError(
      'DATABASE_URL is not a PostgreSQL address such as postgresql://user:password@host:5432/name',
      { cause },
    );
  }
}

/**
 * Lazily connecting pool. drizzle replaces the client's date serialisers, so the raw client stays inside:
 * use `db.execute(sql`...`)` and pass instants to `sql` as ISO strings with `::timestamptz`.
 */
export function openDatabase(databaseUrl: string, options: OpenDatabaseOptions = {}) {
  const client = createClient(databaseUrl, options.max ?? 10);
  const db = drizzle(client, { schema });
  return {
    db,
    /** Runs `handler` with the payload of every NOTIFY on `channel`; `onReady` again after each reconnect. */
    listen: async (
      channel: string,
      handler: (payload: string) => void,
      onReady?: () => void,
    ): Promise<StopListening> => {
      const subscription = await client.listen(channel, handler, onReady);
      return () => subscription.unlisten();
    },
    close: () => client.end({ timeout: 5 }),
  };
}

export type Database = ReturnType<typeof openDatabase>;
/** The query builder: `Database['db']`. */
export type Db = Database['db'];
/** Inside `db.transaction(async (tx) => ...)`. */
export type Transaction = Parameters<Parameters<Db['transaction']>[0]>[0];
/** Either of the two: for functions that may run inside a transaction of their caller. */
export type Querier = Pick<Db, 'select' | 'insert' | 'update' | 'delete' | 'execute'>;
