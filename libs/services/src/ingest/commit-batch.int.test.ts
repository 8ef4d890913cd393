import {
  committedWatermark,
  count,
  countDaily,
  countHourly,
  deviceEvent,
  deviceMessage,
  eq,
  heartbeat,
  migrate,
  model,
  openDatabase,
  quarantine,
  sql,
  trapStatus,
  type Database,
} from '@natiu/db';
import { startTestPostgres } from '@natiu/local-stack';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { registerSite, registerTrap, startDeployment } from '../registry/index.ts';
import { commitBatch } from './commit-batch.ts';
import { createRandom } from './testing/random.ts';
import { countSleepers } from './testing/count-sleepers.ts';
import {
  MODEL_B,
  RECEIVED_AT,
  makeBatch,
  makeCount,
  makeEvent,
  makeHeartbeat,
  newBoot,
} from './testing/batches.ts';

let server: Awaited<ReturnType<typeof startTestPostgres>>;
let database: Database;
let db: Database['db'];
let nextTrap = 1;

beforeAll(async () => {
  server = await startTestPostgres();
  await Promise.all([migrate(server.url), migrate(server.url)]);
  database = openDatabase(server.url);
  db = database.db;
});
afterAll(async () => {
  await database?.close();
  await server?.stop();
});

/** A registered trap that stands at a site of its own since the beginning of the year. */
async function placeTrap(): Promise<{ trap: string; deploymentId: string }> {
  const trap = `trap-${nextTrap++}`;
  await registerTrap({ db }, { id: trap });
  const site = await registerSite(
    { db },
    {
      name: `Site of ${trap}`,
      latitude: -27.33,
      longitude: -55.86,
      area: 'Itapúa',
      environment: 'urban',
      timeZone: 'America/Asuncion',
    },
  );
  const startedAt = new Date('2026-01-01T00:00:00Z');
  const deployment = await startDeployment({ db }, { trapId: trap, siteId: site.id, startedAt });
  return { trap, deploymentId: deployment.id };
}

const countsOf = (trap: string) => db.select().from(count).where(eq(count.trapId, trap));
const quarantineOf = (trap: string) => db.select().from(quarantine).where(eq(quarantine.trapId, trap));

describe('commitBatch', () => {
  it('commits counts, heartbeats and events of one batch and acknowledges them', async () => {
    const { trap, deploymentId } = await placeTrap();
    const boot = newBoot();
    const batch = makeBatch(trap, boot, [makeCount(1), makeHeartbeat(2), makeEvent(3)]);
    expect(await commitBatch({ db }, batch)).toEqual({
      acks: [{ trap, boot, upTo: 3 }],
      accepted: 3,
      duplicates: 0,
      quarantined: 0,
    });
    expect(await countsOf(trap)).toMatchObject([
      {
        deploymentId,
        female: 3,
        incomplete: 1,
        male: 2,
        outOfFocus: 0,
        undefined: 1,
        captures: 60,
        observedS: 590,
      },
    ]);
    expect((await db.select().from(heartbeat).where(eq(heartbeat.trapId, trap))).length).toBe(1);
    expect((await db.select().from(deviceEvent).where(eq(deviceEvent.trapId, trap))).length).toBe(1);
    const [status] = await db.select().from(trapStatus).where(eq(trapStatus.trapId, trap));
    expect(status).toMatchObject({ lastSeenAt: RECEIVED_AT, lastCountAt: RECEIVED_AT, boot, outboxDepth: 2 });
  });

  it('counts a redelivered batch once and acknowledges it again', async () => {
    const { trap } = await placeTrap();
    const batch = makeBatch(trap, newBoot(), [makeCount(1), makeCount(2)]);
    const first = await commitBatch({ db }, batch);
    const again = await commitBatch({ db }, batch);
    expect(again).toEqual({ acks: first.acks, accepted: 0, duplicates: 2, quarantined: 0 });
    expect(await countsOf(trap)).toHaveLength(2);
    const [hour] = await db
      .select({ female: sql`sum(${countHourly.female})`.mapWith(Number) })
      .from(countHourly)
      .innerJoin(count, eq(count.deploymentId, countHourly.deploymentId))
      .where(eq(count.trapId, trap));
    expect(hour!.female).toBe(2 * 6);
  });

  it('counts a batch once that two workers commit at the same moment', async () => {
    const { trap, deploymentId } = await placeTrap();
    const boot = newBoot();
    const batch = makeBatch(trap, boot, [makeCount(1), makeCount(2), makeHeartbeat(3)]);
    const results = await Promise.all(Array.from({ length: 8 }, () => commitBatch({ db }, batch)));
    expect(results.reduce((sum, result) => sum + result.accepted, 0)).toBe(3);
    for (const result of results) expect(result.acks).toEqual([{ trap, boot, upTo: 3 }]);
    const [day] = await db.select().from(countDaily).where(eq(countDaily.deploymentId, deploymentId));
    expect(day).toMatchObject({ day: '2026-03-10', female: 6, intervals: 2 });
  });

  it('holds the watermark below a gap and moves it over everything once the gap is filled', async () => {
    const { trap } = await placeTrap();
    const boot = newBoot();
    const commit = async (...sequences: number[]) =>
      (
        await commitBatch(
          { db },
          makeBatch(
            trap,
            boot,
            sequences.map((s) => makeCount(s)),
          ),
        )
      ).acks[0]!.upTo;
    expect(await commit(2, 3)).toBe(0);
    expect(await commit(6, 5)).toBe(0);
    expect(await commit(1)).toBe(3);
    expect(await commit(3, 2)).toBe(3);
    expect(await commit(4, 4)).toBe(6);
    expect(await countsOf(trap)).toHaveLength(6);
  });

  it('ends with the watermark over everything, in whatever order concurrent batches are committed', async () => {
    const { trap } = await placeTrap();
    const boot = newBoot();
    const sequences = createRandom(1).shuffle(Array.from({ length: 80 }, (_, i) => i + 1));
    const results = await Promise.all(
      sequences.map((s) => commitBatch({ db }, makeBatch(trap, boot, [makeEvent(s)]))),
    );
    expect(Math.max(...results.map((result) => result.acks[0]!.upTo))).toBe(80);
  });

  it('sees in the later of two overlapping commits what the earlier one brought', async () => {
    const { trap } = await placeTrap();
    const boot = newBoot();
    const commit = (sequence: number) => commitBatch({ db }, makeBatch(trap, boot, [makeEvent(sequence)]));
    await commit(1);
    // Stops a commit where its watermark is written and its transaction still open.
    await db.execute(sql`
      create function dawdle() returns trigger language plpgsql as 'begin perform pg_sleep(0.5); return new; end'`);
    await db.execute(
      sql`create trigger dawdle before update on trap_status for each row execute function dawdle()`,
    );
    const first = commit(3);
    await expect.poll(() => countSleepers(db)).toBe(1);
    expect((await commit(2)).acks).toEqual([{ trap, boot, upTo: 3 }]);
    expect((await first).acks).toEqual([{ trap, boot, upTo: 1 }]);
    await db.execute(sql`drop trigger dawdle on trap_status`);
  });

  it('keeps the sequences of two boots of one trap apart', async () => {
    const { trap } = await placeTrap();
    const [a, b] = [newBoot(), newBoot()];
    await commitBatch({ db }, makeBatch(trap, a, [makeCount(1), makeCount(2)]));
    const second = await commitBatch({ db }, makeBatch(trap, b, [makeCount(1)]));
    expect(second).toMatchObject({ accepted: 1, acks: [{ boot: b, upTo: 1 }] });
    expect(await countsOf(trap)).toHaveLength(3);
  });

  it('quarantines a bad item alone, once, and lets the trap go on', async () => {
    const { trap } = await placeTrap();
    const boot = newBoot();
    const bad = { ...makeCount(2), captures: -1 };
    const batch = makeBatch(trap, boot, [makeCount(1), bad, { nonsense: true }, makeCount(3)]);
    expect(await commitBatch({ db }, batch)).toEqual({
      acks: [{ trap, boot, upTo: 3 }],
      accepted: 2,
      duplicates: 0,
      quarantined: 2,
    });
    await commitBatch({ db }, batch);
    const rows = await quarantineOf(trap);
    expect(rows).toHaveLength(2);
    const kept = rows.find((row) => row.sequence === 2)!;
    expect(kept).toMatchObject({ code: 'bad-message', boot, times: 1 });
    expect(kept.reason).toContain('captures');
    expect(JSON.parse(kept.raw)).toEqual(bad);
    expect(rows.find((row) => row.sequence === null)!.times).toBe(2);
  });

  it('sets a value aside that the database refuses, and commits its neighbours', async () => {
    const { trap } = await placeTrap();
    const boot = newBoot();
    await db.execute(sql`alter table "count" add constraint refuse_for_test check (female <> 666)`);
    const counts = { Female: 666, Incomplete: 0, Male: 0, 'Out of Focus': 0, Undefined: 0 };
    try {
      const batch = makeBatch(trap, boot, [makeCount(1), makeCount(2, { counts }), makeCount(3)]);
      const result = await commitBatch({ db }, batch);
      expect(result).toEqual({ acks: [{ trap, boot, upTo: 3 }], accepted: 2, duplicates: 0, quarantined: 1 });
    } finally {
      await db.execute(sql`alter table "count" drop constraint refuse_for_test`);
    }
    expect(await quarantineOf(trap)).toMatchObject([{ code: 'refused-by-database', sequence: 2 }]);
  });

  it('keeps the messages of an unknown trap unacknowledged, and commits them once it is registered', async () => {
    const trap = `newcomer-${nextTrap++}`;
    const batch = makeBatch(trap, newBoot(), [makeCount(1)]);
    expect(await commitBatch({ db }, batch)).toMatchObject({ acks: [], accepted: 0, quarantined: 1 });
    expect(await quarantineOf(trap)).toMatchObject([{ code: 'unknown-trap', times: 1 }]);
    await registerTrap({ db }, { id: trap });
    expect(await commitBatch({ db }, batch)).toMatchObject({ acks: [{ upTo: 1 }], accepted: 1 });
    expect(await countsOf(trap)).toMatchObject([{ deploymentId: null }]);
  });

  it('shows a model that nobody registered as a model without a name', async () => {
    const { trap } = await placeTrap();
    const modelHash = MODEL_B.replaceAll('b', 'c');
    await commitBatch({ db }, makeBatch(trap, newBoot(), [makeCount(1, { modelHash })]));
    expect(await db.select().from(model).where(eq(model.sha256, modelHash))).toMatchObject([
      { name: null, registeredAt: null },
    ]);
  });

  it('keeps a whole payload that is no batch, with its bytes and its reason', async () => {
    const { trap } = await placeTrap();
    const boot = newBoot();
    const payload = Uint8Array.of(0xff, 0x00, 0x7b);
    expect(await commitBatch({ db }, makeBatch(trap, boot, [], { payload }))).toMatchObject({ acks: [] });
    await commitBatch(
      { db },
      makeBatch('someone-else', boot, [makeCount(1)], { topic: `natiu/v1/traps/${trap}/counts` }),
    );
    await commitBatch({ db }, makeBatch(trap, boot, [makeCount(1)], { clientTrap: 'thief' }));
    await commitBatch({ db }, makeBatch(trap, boot, [], { payload: new Uint8Array(200_000).fill(0x61) }));
    const rows = await quarantineOf(trap);
    expect(rows.map((row) => row.code).sort()).toEqual([
      'not-json',
      'oversize',
      'wrong-client',
      'wrong-trap',
    ]);
    const notJson = rows.find((row) => row.code === 'not-json')!;
    expect(notJson.rawEncoding).toBe('base64');
    expect(Buffer.from(notJson.raw, 'base64')).toEqual(Buffer.from(payload));
    expect(rows.find((row) => row.code === 'oversize')).toMatchObject({
      rawTruncated: true,
      rawBytes: 200_000,
    });
    expect(await countsOf(trap)).toHaveLength(0);
  });

  it('quarantines what a wrong clock dated, acknowledges it, and still sees the trap', async () => {
    const { trap } = await placeTrap();
    const boot = newBoot();
    const ahead = makeHeartbeat(1, { sentAtUtc: '2026-03-11T12:00:01.000Z' });
    const unset = makeEvent(2, { atUtc: '1970-01-01T00:00:05.000Z' });
    const result = await commitBatch({ db }, makeBatch(trap, boot, [ahead, unset]));
    expect(result).toMatchObject({ acks: [{ upTo: 2 }], accepted: 0, quarantined: 2 });
    expect((await quarantineOf(trap)).map((row) => row.code).sort()).toEqual(['clock-ahead', 'clock-unset']);
    expect(await db.select().from(trapStatus).where(eq(trapStatus.trapId, trap))).toMatchObject([
      { lastSeenAt: RECEIVED_AT, sentAt: null },
    ]);
  });

  it('leaves nothing behind when the database fails in the middle', async () => {
    const { trap } = await placeTrap();
    const boot = newBoot();
    await db.execute(sql`alter table count_daily rename to count_daily_away`);
    try {
      await expect(commitBatch({ db }, makeBatch(trap, boot, [makeCount(1)]))).rejects.toThrow();
    } finally {
      await db.execute(sql`alter table count_daily_away rename to count_daily`);
    }
    expect(await countsOf(trap)).toEqual([]);
    expect(await db.select().from(deviceMessage).where(eq(deviceMessage.trapId, trap))).toEqual([]);
    expect(await db.select().from(committedWatermark).where(eq(committedWatermark.trapId, trap))).toEqual([]);
  });

  it('tells listening dashboards about a committed batch', async () => {
    const { trap } = await placeTrap();
    const heard: string[] = [];
    const arrived = Promise.withResolvers<void>();
    const stop = await database.listen('natiu_counts', (payload) => {
      if (payload.includes(trap)) heard.push(payload);
      if (heard.length > 0) arrived.resolve();
    });
    await commitBatch({ db }, makeBatch(trap, newBoot(), [makeCount(1), makeHeartbeat(2)]));
    await arrived.promise;
    await stop();
    expect(heard.map((payload) => JSON.parse(payload))).toEqual([
      { trap, counts: 1, heartbeats: 1, events: 0, quarantined: 0 },
    ]);
  });
});
