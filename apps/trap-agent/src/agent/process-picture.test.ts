import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { emptyCounts } from '@natiu/domain';
import { createLogger } from '@natiu/logger';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Pipeline, PictureResult } from '../pipeline/open-pipeline.ts';
import type { SourcePicture } from '../sources/picture-source.ts';
import { openAgentStore } from '../store/agent-store.ts';
import type { AgentStore } from '../store/agent-store.ts';
import { createReports } from './agent-reports.ts';
import { openCountLedger } from './count-ledger.ts';
import { processPicture } from './process-picture.ts';
import type { PictureWork } from './process-picture.ts';

const modelHash = 'a'.repeat(64);
const clock = { nowMs: () => Date.UTC(2026, 10, 23, 10), monotonicMs: () => 0 };
const MS = { decode: 0, letterbox: 0, inference: 0, postprocess: 0 };
const FEMALE = { boxXyxy: [0, 0, 10, 10] as const, score: 0.9, classIndex: 0 };

let dir: string;
let store: AgentStore;
let answer: PictureResult;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'natiu-process-'));
  store = openAgentStore(join(dir, 'data'));
  answer = { outcome: 'read', detections: [FEMALE], ms: MS };
});
afterEach(() => {
  store.close();
  rmSync(dir, { recursive: true, force: true });
});

const pipeline: Pipeline = {
  modelHash,
  modelName: 'test',
  confidence: 0.25,
  warning: undefined,
  detect: () => Promise.resolve(answer),
  close: () => Promise.resolve(),
};

function work(independentCaptures = true): PictureWork {
  const logger = createLogger({ name: 'test', level: 'silent' });
  const shared = { store, clock, modelHash };
  return {
    ...shared,
    pipeline,
    independentCaptures,
    reports: createReports({ ...shared, logger, agentVersion: '1', dataDir: dir }),
    ledger: openCountLedger({ ...shared, intervalSeconds: 60, timeZone: 'UTC', isDegraded: () => false }),
  };
}

function put(name: string, content: string, modifiedMs = 1): SourcePicture {
  const file = join(dir, name);
  writeFileSync(file, content);
  return { name, file, pass: 0, sizeBytes: content.length, modifiedMs };
}

function events() {
  return store.outbox.peekBatch().map((message) => JSON.parse(message.json));
}

describe('one picture', () => {
  it('is counted once, though its file is touched and the agent restarts', async () => {
    expect(await processPicture(work(), put('a.jpg', 'content', 1))).toBe('read');
    store.close();
    store = openAgentStore(join(dir, 'data'));
    expect(await processPicture(work(), put('a.jpg', 'content', 2))).toBe('known');
    expect(store.readTotals()).toEqual({
      counts: { ...emptyCounts(), Female: 1 },
      captures: 1,
      unreadable: 0,
    });
    expect(store.pictures.isDone(put('a.jpg', 'content', 2))).toBe(true);
  });

  it('is a new capture when another picture takes its name, or its content another name', async () => {
    await processPicture(work(), put('a.jpg', 'content'));
    await processPicture(work(), put('a.jpg', 'other content'));
    await processPicture(work(), put('b.jpg', 'content'));
    expect(store.readTotals()).toMatchObject({ captures: 3, counts: { Female: 3 } });
  });

  it('that cannot be read is counted as such and reported by name, in one step', async () => {
    answer = { outcome: 'unreadable', reason: 'a.jpg: cut off' };
    expect(await processPicture(work(), put('a.jpg', 'half'))).toBe('unreadable');
    expect(store.readTotals()).toMatchObject({ captures: 1, unreadable: 1 });
    expect(events()).toMatchObject([{ code: 'picture-unreadable', message: 'a.jpg: cut off' }]);
  });

  it('on which the model fails is no silent zero', async () => {
    answer = { outcome: 'failed', reason: 'values that are not finite' };
    expect(await processPicture(work(), put('a.jpg', 'x'))).toBe('failed');
    expect(store.readTotals()).toMatchObject({ captures: 1, unreadable: 1 });
    expect(events()).toMatchObject([
      { code: 'detector-failed', message: 'a.jpg: values that are not finite' },
    ]);
  });

  it('that vanished before it was read counts for nothing', async () => {
    const picture = put('a.jpg', 'x');
    rmSync(picture.file);
    expect(await processPicture(work(), picture)).toBe('gone');
    expect(store.readTotals().captures).toBe(0);
  });

  it('of a still insect adds nothing, over a restart either, unless captures are independent', async () => {
    await processPicture(work(false), put('a.jpg', '1'));
    await processPicture(work(false), put('b.jpg', '2'));
    store.close();
    store = openAgentStore(join(dir, 'data'));
    await processPicture(work(false), put('c.jpg', '3'));
    expect(store.readTotals()).toMatchObject({ captures: 3, counts: { Female: 1 } });
    await processPicture(work(true), put('d.jpg', '4'));
    expect(store.readTotals()).toMatchObject({ captures: 4, counts: { Female: 2 } });
  });
});
