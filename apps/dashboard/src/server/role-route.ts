import { createReference } from '@natiu/api';
import type { SignedInUser } from '@natiu/api';
import { mayActAs } from '@natiu/domain';
import type { Role } from '@natiu/domain';
import { AppError } from '@natiu/errors';
import type { ErrorCode } from '@natiu/errors';
import { readUser } from './context.ts';
import { logger } from './logger.ts';

const STATUS_OF: Record<ErrorCode, number> = {
  INPUT: 400,
  NOT_FOUND: 404,
  CONFLICT: 409,
  FORBIDDEN: 403,
  ENVIRONMENT: 503,
  INTERNAL: 500,
};

/** What a person may read of a failure: our own words for what they can mend, nothing of the rest. */
function answerFailure(error: unknown): Response {
  const code: ErrorCode = error instanceof AppError ? error.code : 'INTERNAL';
  const status = STATUS_OF[code];
  const reference = createReference();
  logger[status >= 500 ? 'error' : 'warn']({ err: error, reference }, 'a route failed');
  const message = error instanceof AppError && status < 500 ? error.message : 'The server could not answer.';
  return Response.json({ message, reference }, { status, headers: { 'cache-control': 'no-store' } });
}

/** Runs `work` for those who hold `role`; others get 401 or 403 and learn nothing about what there is. */
export async function answerForRole(
  request: Request,
  role: Role,
  work: (user: SignedInUser) => Promise<Response>,
): Promise<Response> {
  try {
    const user = await readUser(request.headers);
    if (!user) return Response.json({ message: 'Sign in first.' }, { status: 401 });
    if (!mayActAs(user.roles, role)) {
      return Response.json({ message: `This needs the role "${role}".` }, { status: 403 });
    }
    return await work(user);
  } catch (error) {
    return answerFailure(error);
  }
}
