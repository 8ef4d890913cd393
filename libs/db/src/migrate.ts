import { join } from 'node:path';
import { EnvironmentError } from '@natiu/errors';
import { drizzle } from 'drizzle-orm/postgres-js';
import { migrate as runMigrations } from 'drizzle-orm/postgres-js/migrator';
import postgres from 'postgres';
import { describeDatabaseError } from './describe-database-error.ts';

/** Any fixed number of our own: every Natiu process that starts takes turns on it. */
const MIGRATION_LOCK = 7_310_001;

/** Brings the database to this version's tables. Several processes may start at once: one works, the rest wait. */
export async function migrate(databaseUrl: string): Promise<void> {
  // Resolved here, not at import: a bundler of the dashboard must not take the folder for a module.
  const migrationsFolder = join(import.meta.dirname, '..', 'migrations');
  // A session lock needs one connection that stays the same one.
  const client = postgres(databaseUrl, { max: 1, connect_timeout: 10, onnotice: () => {} });
  try {
    await client`select pg_advisory_lock(${MIGRATION_LOCK})`;
    await runMigrations(drizzle(client), { migrationsFolder });
  } catch (cause) {
    throw new EnvironmentError(
      `The database could not be brought up to date: ${describeDatabaseError(cause)}`,
      {
        cause,
      },
    );
  } finally {
    // Ending the session also gives the lock back.
    await client.end({ timeout: 5 });
  }
}
