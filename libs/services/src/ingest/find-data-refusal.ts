/** SQLSTATE classes that say "this value cannot be stored": retrying cannot help, every other error may pass. */
const REFUSED = /^(22|23)[0-9A-Z]{3}$/;

/** The database's own words when it refused a value, else `undefined`. Looks through wrapping errors. */
export function findDataRefusal(error: unknown): string | undefined {
  for (let current = error, depth = 0; current instanceof Error && depth < 5; depth += 1) {
    const { code } = current as { code?: unknown };
    if (typeof code === 'string' && REFUSED.test(code)) return `${code}: ${current.message}`;
    current = current.cause;
  }
  return undefined;
}
