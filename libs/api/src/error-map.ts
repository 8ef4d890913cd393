import { AppError } from '@natiu/errors';
import type { ErrorCode } from '@natiu/errors';
import { TRPCError } from '@trpc/server';
import type { TRPC_ERROR_CODE_KEY } from '@trpc/server';

/** The only place where a failure of ours becomes one of HTTP's. A new code does not compile until it is here. */
export const TRPC_CODE_OF: Record<ErrorCode, TRPC_ERROR_CODE_KEY> = {
  INPUT: 'BAD_REQUEST',
  NOT_FOUND: 'NOT_FOUND',
  CONFLICT: 'CONFLICT',
  FORBIDDEN: 'FORBIDDEN',
  ENVIRONMENT: 'SERVICE_UNAVAILABLE',
  INTERNAL: 'INTERNAL_SERVER_ERROR',
};

/** What a person may read of each code: these are written for them; the others say only that it failed. */
const SPEAKS_TO_PEOPLE: Record<ErrorCode, boolean> = {
  INPUT: true,
  NOT_FOUND: true,
  CONFLICT: true,
  FORBIDDEN: true,
  ENVIRONMENT: false,
  INTERNAL: false,
};

/** Letters and digits that nobody confuses when reading them aloud. */
const REFERENCE_ALPHABET = '23456789ABCDEFGHJKMNPQRSTVWXYZ';

/** What the person reads out and the log has: finds one failure among thousands. */
export function createReference(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(8));
  return [...bytes].map((byte) => REFERENCE_ALPHABET[byte % REFERENCE_ALPHABET.length]).join('');
}

export class ReferencedError extends TRPCError {
  readonly reference: string;
  constructor(code: TRPC_ERROR_CODE_KEY, message: string, options: { reference: string; cause?: unknown }) {
    super({ code, message, cause: options.cause });
    this.reference = options.reference;
  }
}

/** The error as a client may see it: no message of an unknown error, and never of one below it. */
export function toClientError(error: unknown, reference: string): ReferencedError {
  const cause = error instanceof TRPCError && error.cause ? error.cause : error;
  if (cause instanceof AppError) {
    const message = SPEAKS_TO_PEOPLE[cause.code] ? cause.message : 'The server could not answer.';
    return new ReferencedError(TRPC_CODE_OF[cause.code], message, { reference, cause });
  }
  // Errors that tRPC raises itself, such as UNAUTHORIZED or an input that does not parse.
  if (error instanceof TRPCError && error.code !== 'INTERNAL_SERVER_ERROR') {
    const message = error.code === 'BAD_REQUEST' ? 'The request is not valid.' : error.message;
    return new ReferencedError(error.code, message, { reference, cause });
  }
  return new ReferencedError('INTERNAL_SERVER_ERROR', 'The server could not answer.', { reference, cause });
}
