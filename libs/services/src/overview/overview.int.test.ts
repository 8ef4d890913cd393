import { randomUUID } from 'node:crypto';
import { countsTopic, heartbeatTopic } from '@natiu/contracts';
import { migrate, openDatabase } from '@natiu/db';
import type { Database } from '@natiu/db';
import { emptyCounts, totalCount } from '@natiu/domain';
import { startTestPostgres } from '@natiu/local-stack';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  commitBatch,
  listModels,
  listPeople,
  listTraps,
  openCountsFeed,
  readHealth,
  readOverview,
  registerSite,
  registerTrap,
  startDeployment,
  suggestPeriod,
} from '../index.ts';

const now = new Date();
const MINUTE_MS = 60_000;
const timeZone = 'America/Asuncion';
const hash = 'ab'.repeat(32);
let postgres: Awaited<ReturnType<typeof startTestPostgres>>;
let database: Database;

beforeAll(async () => {
  postgres = await startTestPostgres();
  await migrate(postgres.url);
  database = openDatabase(postgres.url);
});
afterAll(async () => {
  await database?.close();
  await postgres?.stop();
});

async function send(trap: string, topic: string, messages: object[]) {
  const batch = { v: 1, trap, boot: randomUUID(), messages };
  const payload = new TextEncoder().encode(JSON.stringify(batch));
  const result = await commitBatch(database, { topic, payload, receivedAt: now });
  expect(result).toMatchObject({ accepted: messages.length, quarantined: 0 });
}

function countMessage(sequence: number, minutesAgo: number, caught: Partial<ReturnType<typeof emptyCounts>>) {
  const start = now.getTime() - minutesAgo * MINUTE_MS;
  return {
    kind: 'count',
    sequence,
    intervalStartUtc: new Date(start).toISOString(),
    intervalEndUtc: new Date(start + MINUTE_MS).toISOString(),
    timeZone,
    counts: { ...emptyCounts(), ...caught },
    captures: 6,
    unreadable: 0,
    effort: { observedS: 60, degradedS: 0, downS: 0 },
    modelHash: hash,
  };
}

async function standAt(trapId: string, name: string, area: string) {
  const place = { latitude: -25.3, longitude: -57.6, environment: 'urban', timeZone };
  const site = await registerSite(database, { ...place, name, area });
  await registerTrap(database, { id: trapId });
  const startedAt = new Date(now.getTime() - 60 * 24 * 60 * MINUTE_MS);
  await startDeployment(database, { trapId, siteId: site.id, startedAt });
}

describe('an empty system', () => {
  it('has an overview, a fleet and a health without figures instead of errors', async () => {
    const overview = await readOverview(database, { period: '24h', now });
    expect(overview).toMatchObject({ trapsTotal: 0, sites: [], lastCountAt: null, timeZone: 'UTC' });
    expect(overview.series.every((point) => point.counts === null)).toBe(true);
    expect(await listTraps(database, now)).toEqual([]);
    expect(await listModels(database)).toEqual([]);
    expect(await listPeople(database)).toEqual([]);
    expect(await suggestPeriod(database, now)).toBe('1h');
    expect(await readHealth(database, now)).toEqual({
      status: 'ok',
      trapsOnline: 0,
      countsTotal: 0,
      lastCountAt: null,
      modelHashes: [],
    });
  });
});

describe('a system with traps', () => {
  beforeAll(async () => {
    await standAt('trap-caught', 'Asunción', 'Capital');
    await standAt('trap-none', 'Luque', 'Central');
    await standAt('trap-silent', 'Areguá', 'Central');
    await registerTrap(database, { id: 'trap-nowhere' });
    await send('trap-caught', countsTopic('trap-caught'), [
      countMessage(1, 10, { Female: 3, Male: 1, Undefined: 2 }),
      countMessage(2, 40, { Female: 1 }),
      countMessage(3, 50 * 60, { Male: 5, 'Out of Focus': 1 }),
      countMessage(4, 20 * 24 * 60, { Incomplete: 7 }),
    ]);
    await send('trap-none', countsTopic('trap-none'), [countMessage(1, 10, {})]);
    await send('trap-nowhere', countsTopic('trap-nowhere'), [countMessage(1, 10, { Female: 100 })]);
    const heartbeat = { kind: 'heartbeat', sequence: 1, sentAtUtc: now.toISOString(), agentVersion: '0.1.0' };
    await send('trap-none', heartbeatTopic('trap-none'), [
      { ...heartbeat, modelHash: hash, uptimeS: 5, outboxDepth: 4 },
    ]);
  });

  it.each([
    ['1h', 7],
    ['24h', 7],
    ['7d', 13],
    ['30d', 20],
    ['12w', 20],
  ] as const)('counts the same insects on tiles, map and chart: %s has %i', async (period, expected) => {
    const overview = await readOverview(database, { period, now });
    const onChart = overview.series.reduce(
      (sum, point) => sum + totalCount(point.counts ?? emptyCounts()),
      0,
    );
    const onMap = overview.sites.reduce((sum, site) => sum + totalCount(site.counts), 0);
    expect([totalCount(overview.counts), onMap, onChart]).toEqual([expected, expected, expected]);
  });

  it('tells what was caught, observed with none, and not observed', async () => {
    const { sites } = await readOverview(database, { period: '1h', now });
    const states = Object.fromEntries(sites.map((site) => [site.name, site.state]));
    expect(states).toEqual({ Asunción: 'caught', Luque: 'none', Areguá: 'not-observed' });
  });

  it('measures effort in trap-nights of what was really observed', async () => {
    const overview = await readOverview(database, { period: '1h', now });
    expect(overview.trapNights).toBeCloseTo((3 * 60) / 86_400, 9);
  });

  it('keeps to one area when asked, and still names the others', async () => {
    const overview = await readOverview(database, { period: '1h', area: 'Central', now });
    expect(overview.sites.map((site) => site.name)).toEqual(['Areguá', 'Luque']);
    expect(totalCount(overview.counts)).toBe(0);
    expect(overview).toMatchObject({ trapsTotal: 2, areas: ['Capital', 'Central'] });
  });

  it('lists every trap with its state, its model and what it caught today at its site', async () => {
    const traps = new Map((await listTraps(database, now)).map((trap) => [trap.trapId, trap]));
    expect([...traps.values()].map((trap) => trap.state)).toEqual(['online', 'online', 'online', 'never']);
    expect(traps.get('trap-none')).toMatchObject({
      modelHash: hash,
      outboxDepth: 4,
      dataKind: 'unregistered',
    });
    expect(traps.get('trap-silent')).toMatchObject({ countsToday: null, modelHash: null });
    expect(traps.get('trap-nowhere')!.site).toBeNull();
    const later = new Date(now.getTime() + 10 * MINUTE_MS);
    expect((await listTraps(database, later)).filter((trap) => trap.state === 'online')).toEqual([]);
  });

  it('counts in its health every insect, also those of a trap that stands nowhere', async () => {
    expect(await readHealth(database, now)).toMatchObject({
      trapsOnline: 3,
      countsTotal: 120,
      modelHashes: [hash],
    });
  });

  it('tells open screens when a batch is committed', async () => {
    const feed = await openCountsFeed(database);
    const abort = new AbortController();
    const news = feed.watch(abort.signal).next();
    await send('trap-silent', countsTopic('trap-silent'), [countMessage(1, 5, { Male: 1 })]);
    expect((await news).done).toBe(false);
    abort.abort();
    await feed.close();
  });
});
