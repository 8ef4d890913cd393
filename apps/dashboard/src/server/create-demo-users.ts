import { randomInt } from 'node:crypto';
import { eq, openDatabase, user } from '@natiu/db';
import { ROLES } from '@natiu/domain';
import type { Role } from '@natiu/domain';
import { describeError } from '@natiu/errors';
import { readEnv } from '../env.ts';
import { createAuth } from './create-auth.ts';

/** Letters and digits that a person can copy from a screen without mistakes. */
const ALPHABET = 'abcdefghjkmnpqrstuvwxyz23456789';

/** Four groups of four, about 79 bits. */
function createPassword(): string {
  const group = () => Array.from({ length: 4 }, () => ALPHABET[randomInt(ALPHABET.length)]).join('');
  return Array.from({ length: 4 }, group).join('-');
}

const NAMES: Record<Role, string> = { viewer: 'Vera', researcher: 'Renata', admin: 'Ada' };

/** Makes one person per role where it is missing. Only those made now are returned: passwords are stored hashed. */
async function createDemoUsers() {
  const env = readEnv();
  const database = openDatabase(env.DATABASE_URL, { max: 1 });
  try {
    const auth = createAuth({
      db: database.db,
      secret: env.BETTER_AUTH_SECRET,
      baseUrl: env.BETTER_AUTH_URL ?? 'http://127.0.0.1',
    });
    const users: { email: string; password: string; role: Role }[] = [];
    for (const role of ROLES) {
      const email = `${role}@natiu.local`;
      const found = await database.db.select({ id: user.id }).from(user).where(eq(user.email, email));
      if (found.length > 0) continue;
      const password = createPassword();
      await auth.api.createUser({ body: { email, password, name: NAMES[role], role } });
      users.push({ email, password, role });
    }
    return users;
  } finally {
    await database.close();
  }
}

try {
  process.stdout.write(`${JSON.stringify({ users: await createDemoUsers() })}\n`);
} catch (error) {
  process.stderr.write(`${describeError(error)}\n`);
  process.exitCode = 1;
}
