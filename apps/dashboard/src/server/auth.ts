import { readEnv } from '../env.ts';
import { createAuth } from './create-auth.ts';
import type { Auth } from './create-auth.ts';
import { getDatabase } from './database.ts';

const shared = globalThis as { natiuAuth?: Auth };

export function getAuth(): Auth {
  const env = readEnv();
  shared.natiuAuth ??= createAuth({
    db: getDatabase().db,
    secret: env.BETTER_AUTH_SECRET,
    ...(env.BETTER_AUTH_URL ? { baseUrl: env.BETTER_AUTH_URL } : {}),
  });
  return shared.natiuAuth;
}
