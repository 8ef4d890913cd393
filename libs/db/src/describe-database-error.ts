import { AppError } from '@natiu/errors';

/** As deep as wrappers go: drizzle's query error, then the client's own. */
const MAX_DEPTH = 5;

/**
 * One line for a log. drizzle's wrapper repeats the whole query, and a refused connection to a name with several
 * addresses has an empty message: the innermost cause or its code says what happened.
 */
export function describeDatabaseError(error: unknown): string {
  let current = error;
  for (
    let depth = 0;
    depth < MAX_DEPTH && current instanceof Error && current.cause instanceof Error;
    depth += 1
  )
    current = current.cause;
  if (!(current instanceof Error)) return String(current);
  const text = current.message || (current instanceof AggregateError ? String(current.errors[0]) : '');
  const code = readCode(current);
  return (code === undefined || text.includes(code) ? text : `${code}: ${text}`).slice(0, 500);
}

/** SQLSTATE or the network's code, looked for through all wrappers; `undefined` when it is no database's error. */
export function findDatabaseErrorCode(error: unknown): string | undefined {
  for (let current = error, depth = 0; current instanceof Error && depth < MAX_DEPTH; depth += 1) {
    const code = readCode(current);
    if (code !== undefined) return code;
    current = current.cause;
  }
  return undefined;
}

function readCode(error: Error): string | undefined {
  if (error instanceof AppError) return undefined;
  const { code } = error as { code?: unknown };
  return typeof code === 'string' ? code : undefined;
}
