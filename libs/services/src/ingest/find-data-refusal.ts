import { describeDatabaseError, findDatabaseErrorCode } from '@natiu/db';

/** SQLSTATE classes that say "this value cannot be stored": retrying cannot help, every other error may pass. */
const REFUSED = /^(22|23)[0-9A-Z]{3}$/;

/** The database's own words when it refused a value, else `undefined`. */
export function findDataRefusal(error: unknown): string | undefined {
  const code = findDatabaseErrorCode(error);
  return code !== undefined && REFUSED.test(code) ? describeDatabaseError(error) : undefined;
}
