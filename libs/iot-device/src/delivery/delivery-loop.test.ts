import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DeviceBatch, MAX_BATCH_BYTES, committedTopic } from '@natiu/contracts';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createDeliveryLoop, openOutbox } from '../index.ts';
import type { DeliveryLoop, DeliveryStatus, NewMessage, Outbox } from '../index.ts';

const TRAP = 'trap-1';
const event = (message: string): NewMessage => ({
  kind: 'event',
  atUtc: '2026-11-23T10:00:00.000Z',
  level: 'info',
  code: 'test-event',
  message,
});
const heartbeat: NewMessage = {
  kind: 'heartbeat',
  sentAtUtc: '2026-11-23T10:00:00.000Z',
  agentVersion: '1',
  modelHash: 'a'.repeat(64),
  uptimeS: 1,
  outboxDepth: 0,
};

/** Broker and cloud in one: commits contiguous sequences, and can drop or refuse what it is sent. */
class FakeCloud {
  isConnected = true;
  dropNext = 0;
  refuseNext = 0;
  publishes: { topic: string; batch: DeviceBatch; bytes: number }[] = [];
  committed = new Map<string, Map<number, unknown>>();
  loop: DeliveryLoop | undefined;

  async publish(topic: string, payload: Uint8Array): Promise<void> {
    const batch = DeviceBatch.parse(JSON.parse(Buffer.from(payload).toString()));
    this.publishes.push({ topic, batch, bytes: payload.length });
    if (this.refuseNext > 0) {
      this.refuseNext--;
      throw new Error('refused');
    }
    if (this.dropNext > 0) {
      this.dropNext--;
      return;
    }
    const rows = this.committed.get(batch.boot) ?? new Map();
    this.committed.set(batch.boot, rows);
    for (const message of batch.messages as { sequence: number }[]) rows.set(message.sequence, message);
    let upTo = 0;
    while (rows.has(upTo + 1)) upTo++;
    queueMicrotask(() => this.acknowledge(batch.boot, upTo));
  }

  acknowledge(boot: string, upTo: number): void {
    this.loop?.receive(committedTopic(TRAP), Buffer.from(JSON.stringify({ v: 1, boot, upTo })));
  }
}

let dir: string;
let outbox: Outbox;
let cloud: FakeCloud;
let statuses: DeliveryStatus[];
const settings = { commitMs: 20, commitMaxMs: 60, betweenMs: 1 };

function start(): DeliveryLoop {
  cloud.loop = createDeliveryLoop({
    outbox,
    connection: cloud,
    trapId: TRAP,
    onStatus: (status) => statuses.push(status),
    settings,
  });
  return cloud.loop;
}

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'natiu-delivery-'));
  outbox = openOutbox(dir);
  cloud = new FakeCloud();
  statuses = [];
});
afterEach(async () => {
  await cloud.loop?.stop();
  outbox.close();
  rmSync(dir, { recursive: true, force: true });
});

describe('delivery loop', () => {
  it('delivers everything, each kind on its topic, in batches below the limit', async () => {
    for (let i = 0; i < 200; i++) outbox.append(i % 10 === 0 ? heartbeat : event(`e${i} ${'x'.repeat(400)}`));
    expect(await start().whenEmpty(5_000)).toBe(true);
    expect(cloud.committed.get(outbox.boot)?.size).toBe(200);
    for (const { topic, batch, bytes } of cloud.publishes) {
      expect(bytes).toBeLessThanOrEqual(MAX_BATCH_BYTES);
      const kinds = new Set((batch.messages as { kind: string }[]).map((m) => m.kind));
      expect([...kinds]).toEqual([topic.endsWith('heartbeat') ? 'heartbeat' : 'event']);
    }
  });

  it('sends again what was acknowledged by the broker but never committed', async () => {
    cloud.dropNext = 3;
    outbox.append(event('a'));
    expect(await start().whenEmpty(5_000)).toBe(true);
    expect(cloud.publishes).toHaveLength(4);
    expect(statuses.filter((s) => s.kind === 'resending')).toHaveLength(3);
  });

  it('keeps everything while the broker refuses, and says so', async () => {
    cloud.refuseNext = 2;
    outbox.append(event('a'));
    expect(await start().whenEmpty(5_000)).toBe(true);
    expect(statuses.filter((s) => s.kind === 'not-sent')).toHaveLength(2);
  });

  it('sends nothing while offline and everything afterwards', async () => {
    cloud.isConnected = false;
    outbox.append(event('a'));
    const loop = start();
    expect(await loop.whenEmpty(50)).toBe(false);
    expect(cloud.publishes).toEqual([]);
    cloud.isConnected = true;
    loop.wake();
    expect(await loop.whenEmpty(5_000)).toBe(true);
  });

  it('trims nothing for a watermark that is malformed, foreign, or beyond what was sent', async () => {
    cloud.dropNext = Infinity;
    outbox.append(event('a'));
    const loop = start();
    await loop.whenEmpty(10);
    outbox.append(event('b'));
    cloud.isConnected = false;
    loop.receive(committedTopic(TRAP), Buffer.from('{"v":1'));
    loop.receive(committedTopic('trap-2'), Buffer.from(JSON.stringify({ v: 1, boot: outbox.boot, upTo: 1 })));
    cloud.acknowledge('00000000-0000-4000-8000-000000000000', 9);
    expect(outbox.depth()).toBe(2);
    expect(statuses.at(-1)).toMatchObject({ kind: 'ignored' });
    cloud.acknowledge(outbox.boot, 999);
    expect(
      outbox
        .peekBatch()
        .map((m) => m.sequence)
        .at(-1),
    ).toBe(2);
  });

  it('delivers what an earlier boot left, and never mixes two boots in one envelope', async () => {
    const earlier = outbox.boot;
    outbox.append(event('old'));
    outbox.close();
    outbox = openOutbox(dir);
    outbox.append(event('new'));
    expect(await start().whenEmpty(5_000)).toBe(true);
    expect(cloud.publishes.map((p) => p.batch.boot)).toEqual([earlier, outbox.boot]);
  });
});
