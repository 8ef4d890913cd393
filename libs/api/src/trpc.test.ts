import type { Role } from '@natiu/domain';
import { createLogger } from '@natiu/logger';
import { describe, expect, it } from 'vitest';
import { createCaller } from './app-router.ts';
import type { ApiContext } from './context.ts';

const rows: unknown[] = [];
const db = { execute: () => Promise.resolve(rows) } as unknown as ApiContext['db'];

function callAs(roles: Role[] | null) {
  return createCaller({
    db,
    user: roles && { id: 'u', name: 'Ana', email: 'ana@natiu.local', roles },
    logger: createLogger({ name: 'test', level: 'silent' }),
    openFeed: () => Promise.reject(new Error('not used')),
  });
}

describe('role guards', () => {
  it('refuse everything to those who are not signed in', async () => {
    const caller = callAs(null);
    for (const call of [
      () => caller.overview.read({ period: '24h' }),
      () => caller.fleet.traps(),
      () => caller.fleet.models(),
      () => caller.people.list(),
    ]) {
      await expect(call()).rejects.toMatchObject({ code: 'UNAUTHORIZED', reference: expect.any(String) });
    }
  });

  it('refuse a signed-in person who holds no role', async () => {
    await expect(callAs([]).fleet.traps()).rejects.toMatchObject({ code: 'FORBIDDEN' });
  });

  it('let a viewer read traps, but neither models nor people', async () => {
    const caller = callAs(['viewer']);
    await expect(caller.fleet.traps()).resolves.toEqual([]);
    await expect(caller.fleet.models()).rejects.toMatchObject({ code: 'FORBIDDEN' });
    await expect(caller.people.list()).rejects.toMatchObject({ code: 'FORBIDDEN' });
  });

  it('let a researcher read models but not people, and an admin both', async () => {
    await expect(callAs(['researcher']).fleet.models()).resolves.toEqual([]);
    await expect(callAs(['researcher']).people.list()).rejects.toMatchObject({ code: 'FORBIDDEN' });
    await expect(callAs(['admin']).people.list()).resolves.toEqual([]);
  });
});

describe('input', () => {
  it('that does not parse is a bad request that says nothing about our insides', async () => {
    const call = callAs(['viewer']).overview.read({ period: 'for ever' as '24h' });
    await expect(call).rejects.toMatchObject({ code: 'BAD_REQUEST', message: 'The request is not valid.' });
  });
});
