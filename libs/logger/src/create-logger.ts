import { pino } from 'pino';
import type { DestinationStream, Logger } from 'pino';

export type { Logger } from 'pino';

const LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const;
export type LogLevel = (typeof LEVELS)[number];

function readLevel(): LogLevel {
  const asked = process.env.NATIU_LOG?.toLowerCase();
  return LEVELS.find((level) => level === asked) ?? 'info';
}

/** Never in a log, wherever it is nested one level deep. */
const SECRETS = ['password', 'token', 'secret', 'authorization', 'cookie'];

/**
 * JSON lines on standard output: `time` in ISO 8601 UTC, `level` as a word, `name` of the process.
 * The level comes from `NATIU_LOG` (trace, debug, info, warn, error, fatal, silent), else `info`.
 * `destination` is for tests.
 */
export function createLogger(
  options: { name: string; level?: LogLevel },
  destination?: DestinationStream,
): Logger {
  return pino(
    {
      name: options.name,
      level: options.level ?? readLevel(),
      base: { name: options.name },
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      redact: { paths: SECRETS.flatMap((key) => [key, `*.${key}`]), censor: '(hidden)' },
    },
    destination ?? pino.destination({ dest: 1, sync: true }),
  );
}
