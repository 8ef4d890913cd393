import { mayActAs } from '@natiu/domain';
import type { Role } from '@natiu/domain';
import { TRPCError, initTRPC } from '@trpc/server';
import type { ApiContext } from './context.ts';
import { ReferencedError, createReference, toClientError } from './error-map.ts';

const t = initTRPC.context<ApiContext>().create({
  sse: { ping: { enabled: true, intervalMs: 15_000 }, client: { reconnectAfterInactivityMs: 40_000 } },
  errorFormatter: ({ shape, error }) => ({
    ...shape,
    data: {
      code: shape.data.code,
      httpStatus: shape.data.httpStatus,
      path: shape.data.path,
      reference: error instanceof ReferencedError ? error.reference : undefined,
    },
  }),
});

/** Every failure is logged whole with its reference, and leaves as `toClientError` says. */
const reportErrors = t.middleware(async ({ ctx, next, path, type }) => {
  const result = await next();
  if (result.ok) return result;
  const reference = createReference();
  const clientError = toClientError(result.error, reference);
  const level = clientError.code === 'INTERNAL_SERVER_ERROR' ? 'error' : 'warn';
  ctx.logger[level]({ reference, path, type, err: clientError.cause ?? result.error }, 'procedure failed');
  throw clientError;
});

const requireUser = t.middleware(({ ctx, next }) => {
  if (!ctx.user) throw new TRPCError({ code: 'UNAUTHORIZED', message: 'Sign in first.' });
  return next({ ctx: { ...ctx, user: ctx.user } });
});

export const createRouter = t.router;
export const createCallerFactory = t.createCallerFactory;
export const publicProcedure = t.procedure.use(reportErrors);
/** For anybody who is signed in and holds at least one role. */
export const protectedProcedure = publicProcedure.use(requireUser);

/** For those who hold `role` or a higher one. */
export function roleProcedure(role: Role) {
  return protectedProcedure.use(({ ctx, next }) => {
    if (!mayActAs(ctx.user.roles, role)) {
      throw new TRPCError({ code: 'FORBIDDEN', message: `This needs the role "${role}".` });
    }
    return next();
  });
}
