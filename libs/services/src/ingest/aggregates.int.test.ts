import { count, deployment, eq, migrate, openDatabase, sql, type Database } from '@natiu/db';
import { startTestPostgres } from '@natiu/local-stack';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { endDeployment, registerSite, registerTrap, startDeployment } from '../registry/index.ts';
import { commitBatch } from './commit-batch.ts';
import { MODEL_A, MODEL_B, makeBatch, makeCount, newBoot } from './testing/batches.ts';
import { countSleepers } from './testing/count-sleepers.ts';
import { createRandom } from './testing/random.ts';
import { computeFromCounts, readKept } from './testing/read-aggregates.ts';

let server: Awaited<ReturnType<typeof startTestPostgres>>;
let database: Database;
let db: Database['db'];

beforeAll(async () => {
  server = await startTestPostgres();
  await migrate(server.url);
  database = openDatabase(server.url);
  db = database.db;
});
afterAll(async () => {
  await database?.close();
  await server?.stop();
});

const START_MS = Date.UTC(2026, 2, 7);
const HOUR_MS = 3_600_000;

type Random = ReturnType<typeof createRandom>;

/** A batch of random counts; sequences overlap with other batches, some items are no messages at all. */
function drawBatch(random: Random, trap: string, boot: string) {
  const first = random.int(1, 60);
  const messages = Array.from({ length: random.int(1, 12) }, () => {
    const sequence = first + random.int(0, 15);
    if (random.int(0, 9) === 0) return { kind: 'count', sequence, broken: true };
    // The content follows from the sequence: the agent sends the same message under the same number.
    const own = createRandom(sequence * 7919 + boot.charCodeAt(0));
    const startMs = START_MS + own.int(0, 72 * 60) * 60_000 + own.int(0, 59_999);
    return makeCount(sequence, {
      intervalStartUtc: new Date(startMs).toISOString(),
      intervalEndUtc: new Date(startMs + own.int(0, 90) * 60_000).toISOString(),
      counts: {
        Female: own.int(0, 50),
        Incomplete: own.int(0, 5),
        Male: own.int(0, 50),
        'Out of Focus': own.int(0, 5),
        Undefined: own.int(0, 5),
      },
      captures: own.int(10, 90),
      unreadable: own.int(0, 9),
      effort: { observedS: own.int(0, 3_600_000) / 1000, degradedS: own.int(0, 999) / 10, downS: 0 },
      modelHash: own.int(0, 1) === 0 ? MODEL_A : MODEL_B,
    });
  });
  return makeBatch(trap, boot, messages);
}

async function placeTrap(trap: string, timeZone: string) {
  await registerTrap({ db }, { id: trap });
  const place = { latitude: -25, longitude: -57, area: 'Central', environment: 'urban', timeZone };
  const site = await registerSite({ db }, { name: `Site of ${trap}`, ...place });
  return startDeployment({ db }, { trapId: trap, siteId: site.id, startedAt: new Date(START_MS) });
}

describe('aggregates', () => {
  it.each([1, 2, 3])(
    'equal the sums of the counts after random, repeated and concurrent batches (seed %i)',
    async (seed) => {
      const random = createRandom(seed);
      const traps = [`asu-${seed}`, `kath-${seed}`, `apia-${seed}`];
      for (const [i, zone] of ['America/Asuncion', 'Asia/Kathmandu', 'Pacific/Apia'].entries())
        await placeTrap(traps[i]!, zone);
      const boots = [newBoot(), newBoot()];
      const batches = Array.from({ length: 60 }, () =>
        drawBatch(random, random.pick(traps), random.pick(boots)),
      );
      // Every batch comes twice, six at a time.
      const deliveries = random.shuffle([...batches, ...batches]);
      for (let at = 0; at < deliveries.length; at += 6)
        await Promise.all(deliveries.slice(at, at + 6).map((batch) => commitBatch({ db }, batch)));
      const kept = await readKept(db);
      expect(kept).toEqual(await computeFromCounts(db));
      expect(kept.daily.length).toBeGreaterThan(9);
    },
  );

  it('count an interval where it starts: in the hour before, on the day before in the time zone of the site', async () => {
    const { id } = await placeTrap('edge', 'America/Asuncion');
    // 23:59 of 8 March in Paraguay (UTC-3).
    const interval = {
      intervalStartUtc: '2026-03-09T02:59:00.000Z',
      intervalEndUtc: '2026-03-09T03:09:00.000Z',
    };
    await commitBatch({ db }, makeBatch('edge', newBoot(), [makeCount(1, interval)]));
    const { hourly, daily } = await readKept(db);
    const own = (buckets: typeof hourly) =>
      buckets.filter((b) => b.deployment_id === id).map((b) => b.bucket);
    expect(own(hourly)).toEqual(['2026-03-09 02:00:00+00']);
    expect(own(daily)).toEqual(['2026-03-08']);
  });

  it('follow when it is said afterwards where a trap stood and until when', async () => {
    await registerTrap({ db }, { id: 'wanderer' });
    const boot = newBoot();
    const at = (sequence: number, hours: number) => {
      const iso = new Date(START_MS + hours * HOUR_MS).toISOString();
      return makeCount(sequence, { intervalStartUtc: iso, intervalEndUtc: iso });
    };
    await commitBatch({ db }, makeBatch('wanderer', boot, [at(1, -1), at(2, 0), at(3, 5), at(4, 10)]));
    const placesOf = async () => {
      const rows = await db
        .select({ sequence: count.sequence, startedAt: deployment.startedAt })
        .from(count)
        .leftJoin(deployment, eq(deployment.id, count.deploymentId))
        .where(eq(count.trapId, 'wanderer'))
        .orderBy(count.sequence);
      return rows.map((row) => row.startedAt?.getTime() ?? null);
    };
    expect(await placesOf()).toEqual([null, null, null, null]);
    await placeTrap('wanderer', 'America/Asuncion');
    expect(await placesOf()).toEqual([null, START_MS, START_MS, START_MS]);
    expect(await readKept(db)).toEqual(await computeFromCounts(db));
    await endDeployment({ db }, { trapId: 'wanderer', endedAt: new Date(START_MS + 5 * HOUR_MS) });
    expect(await placesOf()).toEqual([null, START_MS, null, null]);
    expect(await readKept(db)).toEqual(await computeFromCounts(db));
  });

  it('are never summed twice when deployments change while batches are committed', async () => {
    await placeTrap('busy', 'America/Asuncion');
    const boot = newBoot();
    const change = async () => {
      await endDeployment({ db }, { trapId: 'busy', endedAt: new Date(START_MS + 2 * HOUR_MS) });
      const [first] = await db.select().from(deployment).where(eq(deployment.trapId, 'busy'));
      const startedAt = new Date(START_MS + 2 * HOUR_MS);
      await startDeployment({ db }, { trapId: 'busy', siteId: first!.siteId, startedAt });
    };
    const commits = Array.from({ length: 20 }, (_, i) => {
      const iso = new Date(START_MS + (i % 4) * HOUR_MS).toISOString();
      const message = makeCount(i + 1, { intervalStartUtc: iso, intervalEndUtc: iso });
      return commitBatch({ db }, makeBatch('busy', boot, [message]));
    });
    await Promise.all([...commits.slice(0, 10), change(), ...commits.slice(10)]);
    expect(await readKept(db)).toEqual(await computeFromCounts(db));
    const [rows] = await db.execute<{ n: number }>(
      sql`select count(*)::int n from "count" where trap_id = 'busy' and deployment_id is not null`,
    );
    expect(rows!.n).toBe(20);
  });

  it('wait for a batch in work before its trap moves, so that no count goes to a place it has left', async () => {
    const { id } = await placeTrap('mover', 'America/Asuncion');
    const boot = newBoot();
    const at = (sequence: number, hours: number) => {
      const iso = new Date(START_MS + hours * HOUR_MS).toISOString();
      return makeBatch('mover', boot, [makeCount(sequence, { intervalStartUtc: iso, intervalEndUtc: iso })]);
    };
    await commitBatch({ db }, at(1, 1));
    await db.execute(sql`
      create function dawdle() returns trigger language plpgsql as 'begin perform pg_sleep(0.5); return new; end'`);
    await db.execute(sql`
      create trigger dawdle before insert on device_message for each row execute function dawdle()`);
    const committing = commitBatch({ db }, at(2, 9));
    await expect.poll(() => countSleepers(db)).toBe(1);
    await endDeployment({ db }, { trapId: 'mover', endedAt: new Date(START_MS + 5 * HOUR_MS) });
    await committing;
    await db.execute(sql`drop trigger dawdle on device_message`);
    const rows = await db.select().from(count).where(eq(count.trapId, 'mover')).orderBy(count.sequence);
    expect(rows.map((row) => row.deploymentId)).toEqual([id, null]);
    expect(await readKept(db)).toEqual(await computeFromCounts(db));
  });
});
