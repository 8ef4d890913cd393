import { account, session, user, verification } from '@natiu/db';
import type { Db } from '@natiu/db';
import { betterAuth } from 'better-auth';
import { drizzleAdapter } from 'better-auth/adapters/drizzle';
import { admin } from 'better-auth/plugins';
import { createAccessControl } from 'better-auth/plugins/access';
import { adminAc, defaultStatements } from 'better-auth/plugins/admin/access';

const access = createAccessControl(defaultStatements);

/** What each role may do to people; what it may see is the business of the api's guards. */
const roles = {
  viewer: access.newRole({ user: [], session: [] }),
  researcher: access.newRole({ user: [], session: [] }),
  admin: access.newRole({ ...adminAc.statements }),
};

/** A page and its server share one origin, whatever name the machine was reached by. */
function ownOrigin(request?: Request): string[] {
  const host = request?.headers.get('host');
  return host ? [`http://${host}`, `https://${host}`] : [];
}

/** Sign-in with e-mail and password; nobody registers themselves, admins make the accounts. */
export function createAuth(options: { db: Db; secret: string; baseUrl?: string }) {
  return betterAuth({
    appName: 'Natiu',
    secret: options.secret,
    ...(options.baseUrl ? { baseURL: options.baseUrl } : {}),
    trustedOrigins: (request) => ownOrigin(request),
    database: drizzleAdapter(options.db, {
      provider: 'pg',
      schema: { user, session, account, verification },
    }),
    emailAndPassword: { enabled: true, disableSignUp: true, minPasswordLength: 12 },
    session: { expiresIn: 7 * 86_400, updateAge: 86_400 },
    // Guessing a password is slow; a person who mistypes a few times is not locked out.
    rateLimit: {
      enabled: true,
      window: 10,
      max: 100,
      customRules: { '/sign-in/email': { window: 60, max: 10 } },
    },
    advanced: { cookiePrefix: 'natiu', defaultCookieAttributes: { httpOnly: true, sameSite: 'lax' } },
    telemetry: { enabled: false },
    plugins: [admin({ ac: access, roles, defaultRole: 'viewer', adminRoles: ['admin'] })],
  });
}
export type Auth = ReturnType<typeof createAuth>;
