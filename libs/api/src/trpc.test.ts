import type { Role } from '@natiu/domain';
import { createLogger } from '@natiu/logger';
import { describe, expect, it } from 'vitest';
import { appRouter, createCaller } from './app-router.ts';
import type { ApiContext } from './context.ts';

const rows: unknown[] = [];
const db = { execute: () => Promise.resolve(rows) } as unknown as ApiContext['db'];

function callAs(roles: Role[] | null) {
  return createCaller({
    db,
    user: roles && { id: 'u', name: 'Ana', email: 'ana@natiu.local', roles },
    logger: createLogger({ name: 'test', level: 'silent' }),
    objects: {} as ApiContext['objects'],
    openFeed: () => Promise.reject(new Error('not used')),
    openRunsFeed: () => Promise.reject(new Error('not used')),
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

describe('research', () => {
  const paths = Object.keys(appRouter._def.procedures).filter((path) =>
    /^(models|datasets|reviews|runs)\./.test(path),
  );
  type Callable = Record<string, Record<string, (input?: unknown) => Promise<unknown>>>;
  const call = (roles: Role[], path: string) => {
    const [router, name] = path.split('.') as [string, string];
    return (callAs(roles) as unknown as Callable)[router]![name]!();
  };

  it.each(paths)('%s is closed to viewers', async (path) => {
    await expect(call(['viewer'], path)).rejects.toMatchObject({ code: 'FORBIDDEN' });
  });

  it('is open to researchers', async () => {
    expect(paths).toHaveLength(29);
    await expect(call(['researcher'], 'models.list')).resolves.toEqual([]);
    await expect(call(['researcher'], 'runs.list')).resolves.toEqual([]);
  });
});

describe('input', () => {
  it('that does not parse is a bad request that says nothing about our insides', async () => {
    const call = callAs(['viewer']).overview.read({ period: 'for ever' as '24h' });
    await expect(call).rejects.toMatchObject({ code: 'BAD_REQUEST', message: 'The request is not valid.' });
  });
});
