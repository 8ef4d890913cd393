import { randomUUID } from 'node:crypto';
import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { CommittedWatermark, committedTopic, heartbeatTopic } from '@natiu/contracts';
import { migrate } from '@natiu/db';
import mqtt from 'mqtt';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { registerFleet } from './demo/register-fleet.ts';
import { planDemoTraps } from './demo/sites.ts';
import { layOut } from './layout.ts';
import { startBrokerProcess, startDatabase, startIngest } from './servers.ts';
import type { Broker, Launch } from './servers.ts';
import { createShutdown } from './shutdown.ts';

const home = mkdtempSync(join(tmpdir(), 'natiu-servers-'));
const told: string[] = [];
const [trap] = planDemoTraps(1);
const launch: Launch = {
  options: { port: 3000, host: '127.0.0.1', data: home, traps: 1, demo: true, json: false },
  layout: layOut(home),
  shutdown: createShutdown(),
  signal: new AbortController().signal,
  say: (text) => void told.push(text),
  background: [],
};
let broker: Broker;
const boot = randomUUID();
let sequence = 0;

/** Processes of this test's own data folder whose command line holds `part`. */
function findProcess(part: string): number {
  for (const entry of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    try {
      const command = readFileSync(`/proc/${entry}/cmdline`, 'utf8').replaceAll('\0', ' ');
      const environment = part.startsWith('ingest') ? readFileSync(`/proc/${entry}/environ`, 'utf8') : '';
      if (command.includes(part) && `${command} ${environment}`.includes(home)) return Number(entry);
    } catch {
      // It ended while we looked, or is not ours.
    }
  }
  throw new Error(`no process ${part}`);
}

function findPostmaster(): number {
  const location = join(home, 'postgres');
  const kept = readdirSync(location).includes('location')
    ? readFileSync(join(location, 'location'), 'utf8').trim()
    : join(location, 'cluster');
  return Number(readFileSync(join(kept, 'postmaster.pid'), 'utf8').split('\n')[0]);
}

/** Sends one heartbeat like a trap that keeps it until it is committed; resolves with the watermark. */
async function sendUntilCommitted(): Promise<number> {
  const id = trap!.id;
  const certificate = await broker.authority.issueDeviceCertificate(id);
  const client = mqtt.connect(`mqtts://127.0.0.1:${broker.port}`, {
    clientId: id,
    cert: certificate.certPem,
    key: certificate.keyPem,
    ca: certificate.caPem,
    reconnectPeriod: 100,
  });
  client.on('error', () => {});
  sequence += 1;
  const heartbeat = {
    kind: 'heartbeat',
    sequence,
    sentAtUtc: new Date().toISOString(),
    agentVersion: '0.1.0',
    modelHash: 'a'.repeat(64),
    uptimeS: 1,
    outboxDepth: 0,
  };
  const batch = JSON.stringify({ v: 1, trap: id, boot, messages: [heartbeat] });
  let committed = 0;
  client.on('message', (_topic, payload) => {
    const watermark = CommittedWatermark.parse(JSON.parse(payload.toString()));
    if (watermark.boot === boot) committed = watermark.upTo;
  });
  for (let i = 0; i < 60 && committed < sequence; i++) {
    if (client.connected) {
      await client.subscribeAsync(committedTopic(id), { qos: 1 }).catch(() => {});
      client.publish(heartbeatTopic(id), batch, { qos: 1 });
    }
    await sleep(500);
  }
  client.end(true);
  return committed;
}

beforeAll(async () => {
  const url = await startDatabase(launch);
  await migrate(url);
  await registerFleet(url, [trap!], undefined);
  broker = await startBrokerProcess(launch);
  await startIngest(launch, url, broker);
});

afterAll(async () => {
  await launch.shutdown.stopAll(() => {});
  const note = join(home, 'postgres', 'location');
  try {
    rmSync(readFileSync(note, 'utf8').trim(), { recursive: true, force: true });
  } catch {
    // The cluster lies in the folder itself.
  }
  rmSync(home, { recursive: true, force: true });
});

describe('the servers behind a demonstration', () => {
  it('commit what a trap sends', async () => {
    expect(await sendUntilCommitted()).toBe(1);
  });

  it.each([
    ['the broker', () => findProcess('broker/main.ts')],
    ['the ingest', () => findProcess('ingest/src/main.ts')],
    ['PostgreSQL', findPostmaster],
  ])('come back after kill -9 of %s, and commit what is sent then', async (name, find) => {
    process.kill(find(), 'SIGKILL');
    expect(await sendUntilCommitted()).toBe(sequence);
    expect(told.join('\n')).toContain(name);
  });
});
