import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { emptyCounts } from '@natiu/domain';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openAgentStore } from '../store/agent-store.ts';
import type { AgentStore } from '../store/agent-store.ts';
import { openCountLedger } from './count-ledger.ts';
import type { CaptureRecord, CountLedger } from './count-ledger.ts';

const T0 = Date.UTC(2026, 10, 23, 10, 0, 0);
const HASH = 'a'.repeat(64);

let dir: string;
let store: AgentStore;
let atMs: number;
let degraded: boolean;
const clock = { nowMs: () => T0 + atMs, monotonicMs: () => atMs };

function open(modelHash = HASH): CountLedger {
  return openCountLedger({
    store,
    clock,
    intervalSeconds: 60,
    timeZone: 'UTC',
    modelHash,
    isDegraded: () => degraded,
  });
}

/** As after a kill: nothing of the process is left but the files. */
function reopen(modelHash?: string): CountLedger {
  store.close();
  store = openAgentStore(dir);
  return open(modelHash);
}

function record(n: number, extra: Partial<CaptureRecord> = {}): CaptureRecord {
  const name = `${n}.jpg`;
  const picture = { name, file: join(dir, name), pass: 0, sizeBytes: 10, modifiedMs: 1 };
  const counts = { ...emptyCounts(), Female: n };
  return { picture, sha256: String(n).padStart(64, '0'), outcome: 'read', counts, ...extra };
}

function sent() {
  return store.outbox.peekBatch().map((message) => JSON.parse(message.json));
}

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'natiu-ledger-'));
  store = openAgentStore(dir);
  atMs = 0;
  degraded = false;
});
afterEach(() => {
  store.close();
  rmSync(dir, { recursive: true, force: true });
});

describe('count ledger', () => {
  it('sends one message per interval, with its counts and the seconds of effort', () => {
    const ledger = open();
    atMs = 20_000;
    ledger.recordCapture(record(2));
    degraded = true;
    atMs = 30_000;
    ledger.recordCapture(record(3, { outcome: 'unreadable', counts: emptyCounts() }));
    expect(sent()).toEqual([]);
    degraded = false;
    atMs = 60_000;
    ledger.tick();
    expect(sent()).toHaveLength(1);
    expect(sent()[0]).toMatchObject({
      counts: { Female: 2 },
      captures: 2,
      unreadable: 1,
      effort: { observedS: 50, degradedS: 10, downS: 0 },
    });
  });

  it('continues the open interval after a kill, and books the gap as down', () => {
    open();
    atMs = 10_000;
    open().recordCapture(record(1));
    atMs = 25_000;
    const ledger = reopen();
    atMs = 30_000;
    ledger.recordCapture(record(2));
    atMs = 60_000;
    ledger.tick();
    const [message] = sent();
    expect(message).toMatchObject({ counts: { Female: 3 }, captures: 2 });
    const { observedS, downS } = message.effort;
    expect(observedS + downS).toBeCloseTo(60);
    expect(downS).toBeGreaterThanOrEqual(15);
  });

  it('closes an interval that ended while the agent was away, before it opens the next', () => {
    open().recordCapture(record(4));
    atMs = 600_000;
    reopen();
    expect(sent()).toHaveLength(1);
    expect(sent()[0]).toMatchObject({ intervalEndUtc: '2026-11-23T10:01:00.000Z', counts: { Female: 4 } });
  });

  it('never mixes two models in one interval', () => {
    open().recordCapture(record(1));
    const other = 'b'.repeat(64);
    const ledger = reopen(other);
    ledger.recordCapture(record(2));
    ledger.flush();
    expect(sent().map((m) => [m.modelHash, m.counts.Female])).toEqual([
      [HASH, 1],
      [other, 2],
    ]);
  });

  it('takes all of a capture or nothing of it', () => {
    const ledger = open();
    const failing = record(5, {
      alongside: () => {
        throw new Error('no room');
      },
    });
    expect(() => ledger.recordCapture(failing)).toThrow('no room');
    expect(store.pictures.isDone(failing.picture)).toBe(false);
    expect(store.readTotals().captures).toBe(0);
    ledger.recordCapture(record(5));
    ledger.flush();
    expect(sent()[0]).toMatchObject({ captures: 1, counts: { Female: 5 } });
    expect(store.pictures.isDone(failing.picture)).toBe(true);
  });

  it('reports hours without a capture as observed: a true zero', () => {
    const ledger = open();
    for (atMs = 0; atMs <= 180_000; atMs += 250) ledger.tick();
    expect(sent()).toHaveLength(3);
    for (const message of sent()) expect(message.effort.observedS).toBeCloseTo(60, 0);
  });
});
