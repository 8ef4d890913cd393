import { AppError } from '@natiu/errors';
import type { ErrorCode } from '@natiu/errors';

const EXIT_CODES: Record<ErrorCode, number> = {
  INTERNAL: 1,
  INPUT: 2,
  NOT_FOUND: 3,
  CONFLICT: 4,
  FORBIDDEN: 5,
  ENVIRONMENT: 6,
};

/** Stopped from the keyboard: 128 + SIGINT, as shells expect. */
export const INTERRUPTED_EXIT_CODE = 130;

/** The same failure always leaves the same status, so scripts can tell them apart. */
export function exitCodeFor(error: unknown): number {
  return error instanceof AppError ? EXIT_CODES[error.code] : EXIT_CODES.INTERNAL;
}
