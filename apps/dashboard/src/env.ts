import { EnvironmentError } from '@natiu/errors';
import { z } from 'zod';

const Env = z.object({
  DATABASE_URL: z.string().regex(/^postgres(ql)?:\/\//, 'must begin with postgresql://'),
  BETTER_AUTH_SECRET: z.string().min(32, 'must have at least 32 characters'),
  /** Where pictures and models are kept: the same folder that workers use. Tools that touch none do without. */
  OBJECTS_DIR: z.string().min(1).optional(),
  /** The address that people type; without it, each request's own address is taken. */
  BETTER_AUTH_URL: z.url().optional(),
});
export type Env = z.infer<typeof Env>;

let known: Env | undefined;

/** Read at the first request, not at build time: a build needs no database. Names everything that is missing. */
export function readEnv(): Env {
  if (known) return known;
  const parsed = Env.safeParse(process.env);
  if (!parsed.success) {
    const lines = parsed.error.issues.map((issue) => `  ${issue.path.join('.')}: ${issue.message}`);
    throw new EnvironmentError(`The dashboard's environment is not complete:\n${lines.join('\n')}`);
  }
  known = parsed.data;
  return known;
}

export const isDevelopment = process.env.NODE_ENV === 'development';
