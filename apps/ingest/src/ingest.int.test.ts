import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { CommittedWatermark, committedTopic, countsTopic, heartbeatTopic } from '@natiu/contracts';
import { count, countRows, migrate, openDatabase, quarantine, sql, type Database } from '@natiu/db';
import { createAuthority, findFreePort, startBroker, startPostgres } from '@natiu/local-stack';
import { createLogger } from '@natiu/logger';
import { registerTrap } from '@natiu/services';
import mqtt, { type MqttClient } from 'mqtt';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';

const TRAP = 'itapua-01';
const BOOT = '6f0b0a4e-0f64-4bd4-9e56-0c9a4f1d3a55';
const silent = createLogger({ name: 'test', level: 'silent' });

let dir: string;
let postgresDir: string;
let authority: Awaited<ReturnType<typeof createAuthority>>;
let postgres: Awaited<ReturnType<typeof startPostgres>>;
let broker: Awaited<ReturnType<typeof startBroker>>;
let database: Database;
let healthPort: number;
let ingest: ChildProcess | undefined;
let trap: MqttClient | undefined;
let output = '';

async function startIngest(): Promise<void> {
  const service = await authority.issueServiceCertificate('ingest');
  ingest = spawn(process.execPath, [join(import.meta.dirname, 'main.ts')], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      PATH: process.env.PATH,
      DATABASE_URL: postgres.url,
      BROKER_URL: `mqtts://127.0.0.1:${broker.port}`,
      BROKER_CERT_FILE: service.certFile,
      BROKER_KEY_FILE: service.keyFile,
      BROKER_CA_FILE: service.caFile,
      CLIENT_ID: service.commonName,
      HEALTH_PORT: String(healthPort),
    },
  });
  for (const stream of [ingest.stdout!, ingest.stderr!]) stream.on('data', (chunk) => (output += chunk));
  await untilHealthIs('ok');
}

async function readHealth(): Promise<{ status: string } | undefined> {
  try {
    const response = await fetch(`http://127.0.0.1:${healthPort}/health`);
    return (await response.json()) as { status: string };
  } catch {
    return undefined;
  }
}

async function untilHealthIs(status: string): Promise<void> {
  const deadlineMs = Date.now() + 45_000;
  for (;;) {
    const health = await readHealth();
    if (health?.status === status) return;
    if (Date.now() > deadlineMs)
      throw new Error(
        `health stayed ${JSON.stringify(health)} instead of ${status}; the ingest said:\n${output}`,
      );
    await sleep(50);
  }
}

/** A trap that sends what it has until it is told that it is committed, as the agent does. */
async function connectTrap() {
  const device = await authority.issueDeviceCertificate(TRAP);
  trap = mqtt.connect(`mqtts://127.0.0.1:${broker.port}`, {
    cert: device.certPem,
    key: device.keyPem,
    ca: device.caPem,
    clientId: TRAP,
    reconnectPeriod: 200,
  });
  trap.on('error', () => {});
  let committedUpTo = 0;
  trap.on('message', (_topic, payload) => {
    committedUpTo = CommittedWatermark.parse(JSON.parse(payload.toString())).upTo;
  });
  await new Promise<void>((resolve) => trap!.once('connect', () => resolve()));
  await trap.subscribeAsync(committedTopic(TRAP), { qos: 1 });
  return {
    async sendUntilCommitted(sequences: number[]): Promise<void> {
      const payload = JSON.stringify({ v: 1, trap: TRAP, boot: BOOT, messages: sequences.map(makeCount) });
      const deadlineMs = Date.now() + 60_000;
      while (committedUpTo < sequences.at(-1)!) {
        if (Date.now() > deadlineMs)
          throw new Error(`committed up to ${committedUpTo}; the ingest said:\n${output}`);
        if (trap!.connected) trap!.publish(countsTopic(TRAP), payload, { qos: 1 });
        for (let i = 0; i < 20 && committedUpTo < sequences.at(-1)!; i += 1) await sleep(50);
      }
    },
  };
}

function makeCount(sequence: number) {
  return {
    kind: 'count',
    sequence,
    intervalStartUtc: '2026-03-10T11:00:00.000Z',
    intervalEndUtc: '2026-03-10T11:10:00.000Z',
    timeZone: 'America/Asuncion',
    counts: { Female: sequence, Incomplete: 0, Male: 1, 'Out of Focus': 0, Undefined: 0 },
    captures: 60,
    unreadable: 0,
    effort: { observedS: 600, degradedS: 0, downS: 0 },
    modelHash: 'a'.repeat(64),
  };
}

async function readTotals() {
  const [row] = await database.db
    .select({ rows: countRows(), female: sql`sum(${count.female})`.mapWith(Number) })
    .from(count);
  return row;
}

async function stopIngest(): Promise<number | null> {
  if (!ingest || ingest.exitCode !== null) return ingest?.exitCode ?? null;
  const exited = once(ingest, 'exit');
  ingest.kill('SIGTERM');
  const [code] = (await exited) as [number | null];
  ingest = undefined;
  return code;
}

beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), 'natiu-ingest-test-'));
  authority = await createAuthority(join(dir, 'authority'));
  broker = await startBroker({ authority, logger: silent });
  healthPort = await findFreePort();
  postgresDir = mkdtempSync(join(tmpdir(), 'natiu-ingest-test-postgres-'));
  postgres = await startPostgres({ dataDir: postgresDir });
  await migrate(postgres.url);
  database = openDatabase(postgres.url, { max: 2 });
  await registerTrap(database, { id: TRAP });
});

afterEach(async () => {
  await trap?.endAsync(true);
  trap = undefined;
  await stopIngest();
});
afterAll(async () => {
  await database?.close();
  await broker?.stop();
  await postgres?.stop();
  for (const folder of [dir, postgresDir]) rmSync(folder, { recursive: true, force: true });
});

describe('the ingest process', () => {
  it('commits what a trap sends, tells it how far, and ends cleanly on SIGTERM', async () => {
    await startIngest();
    const agent = await connectTrap();
    await agent.sendUntilCommitted([1, 2, 3]);
    expect(await readTotals()).toEqual({ rows: 3, female: 6 });
    expect(await stopIngest()).toBe(0);
  });

  it('commits everything once over a stopped database, a stopped broker and its own kill -9', async () => {
    await startIngest();
    const agent = await connectTrap();
    const { port } = postgres;
    await postgres.stop();
    const duringOutage = agent.sendUntilCommitted([4, 5]);
    await untilHealthIs('degraded');
    postgres = await startPostgres({ dataDir: postgresDir, port });
    await duringOutage;
    await untilHealthIs('ok');

    const brokerPort = broker.port;
    await broker.stop();
    await untilHealthIs('degraded');
    broker = await startBroker({ authority, port: brokerPort, logger: silent });
    await agent.sendUntilCommitted([6, 7]);

    const killed = once(ingest!, 'exit');
    ingest!.kill('SIGKILL');
    await killed;
    const withoutIngest = agent.sendUntilCommitted([8, 9]);
    await startIngest();
    await withoutIngest;
    expect(await readTotals()).toEqual({ rows: 9, female: 45 });
  });

  it('keeps what is no message in quarantine and goes on', async () => {
    await startIngest();
    const agent = await connectTrap();
    await trap!.publishAsync(heartbeatTopic(TRAP), '{"v":1,"trap":', { qos: 1 });
    await trap!.publishAsync(heartbeatTopic(TRAP), Buffer.of(0, 255, 1), { qos: 1 });
    await agent.sendUntilCommitted([10]);
    const rows = await database.db.select().from(quarantine);
    expect(rows.map((row) => [row.code, row.trapId])).toEqual([
      ['not-json', TRAP],
      ['not-json', TRAP],
    ]);
  });

  it('waits for a database that is not there yet instead of dying', async () => {
    const { port } = postgres;
    await postgres.stop();
    const starting = startIngest();
    await untilHealthIs('degraded');
    postgres = await startPostgres({ dataDir: postgresDir, port });
    await starting;
    expect(ingest!.exitCode).toBeNull();
  });
});
