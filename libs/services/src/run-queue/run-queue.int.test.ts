import { LaunchRunInput } from '@natiu/contracts';
import { dataset, datasetVersion, eq, migrate, openDatabase, run, sql } from '@natiu/db';
import type { Database } from '@natiu/db';
import { startTestPostgres } from '@natiu/local-stack';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  RunLostError,
  addRunMetric,
  appendRunLog,
  cancelRun,
  dropRunArtefacts,
  endRun,
  estimateRun,
  getRun,
  giveRunBack,
  launchRun,
  listRuns,
  noteStageSeconds,
  openRunsFeed,
  readRunLog,
  releaseSilentRuns,
  saveRunArtefact,
  sendHeartbeat,
  takeRun,
} from '../index.ts';

let postgres: Awaited<ReturnType<typeof startTestPostgres>>;
let database: Database;
let datasetVersionId: string;
const user = { id: 'renata' };

beforeAll(async () => {
  postgres = await startTestPostgres();
  await migrate(postgres.url);
  database = openDatabase(postgres.url);
  const { db } = database;
  const [made] = await db.insert(dataset).values({ name: 'flies' }).returning();
  const counts = {
    pictures: 100,
    bySplit: { train: 60, valid: 20, test: 20, none: 0 },
    boxes: {},
    proposed: 0,
  };
  const content = { contentHash: 'ab'.repeat(32), manifest: {}, counts };
  const [version] = await db
    .insert(datasetVersion)
    .values({ datasetId: made!.id, version: 1, ...content })
    .returning();
  datasetVersionId = version!.id;
});
afterAll(async () => {
  await database?.close();
  await postgres?.stop();
});
beforeEach(() => database.db.execute(sql`truncate run cascade`));

const launch = (change: object = {}) =>
  launchRun(
    { db: database.db, user },
    LaunchRunInput.parse({ kind: 'normal', datasetVersionId, modelName: 'flies', ...change }),
  );
const take = (worker: string) => takeRun(database, worker);
const metric = (epoch: number, map50To95 = 0.1) => ({
  stage: 'student',
  values: {
    ...{ epoch, epochs: 3, loss: { total: 1 }, seconds: 2, picturesPerSecond: 30 },
    validation: { map50: 2 * map50To95, map50To95, perClass: {} },
  },
});
const silence = (runId: string) =>
  database.db.execute(sql`update run set heartbeat_at = now() - interval '46 seconds' where id = ${runId}`);

describe('the queue', () => {
  it('gives each run to one worker, the oldest first, also when many ask at once', async () => {
    const launched = [];
    for (let i = 0; i < 5; i += 1) launched.push((await launch({ title: `run ${i}` })).id);
    const taken = await Promise.all(Array.from({ length: 12 }, (_, i) => take(`worker-${i}`)));
    const ids = taken.flatMap((one) => one?.claim.runId ?? []);
    expect(ids.sort()).toEqual([...launched].sort());
    await launch();
    expect((await take('late'))?.claim.attempt).toBe(1);
    expect(await take('later')).toBeUndefined();
  });

  it("gives a silent worker's run to another, and keeps a living worker's", async () => {
    const [dead, living] = [await launch(), await launch()];
    const first = (await take('dies'))!;
    const second = (await take('lives'))!;
    expect([first.claim.runId, second.claim.runId]).toEqual([dead.id, living.id]);
    await silence(dead.id);
    await sendHeartbeat(database, second.claim);
    expect(await releaseSilentRuns(database)).toEqual([
      { runId: dead.id, worker: 'dies', state: 'interrupted' },
    ]);
    expect(await releaseSilentRuns(database)).toEqual([]);
    const again = (await take('heir'))!;
    expect(again.claim).toMatchObject({ runId: dead.id, attempt: 2 });
    const [line] = await readRunLog(database, { runId: dead.id, after: 0, limit: 10 });
    expect(line!.line).toMatch(/Worker dies has been silent for 45 s/);
  });

  it('lets a worker that was thought dead write nothing any more', async () => {
    await launch();
    const { claim } = (await take('sleeper'))!;
    await silence(claim.runId);
    await releaseSilentRuns(database);
    const writes = [
      () => sendHeartbeat(database, claim),
      () => addRunMetric(database, claim, metric(1)),
      () => appendRunLog(database, claim, [{ stage: 'x', line: 'late', at: new Date() }]),
      () => saveRunArtefact(database, claim, { name: 'a', sha256: 'a'.repeat(64), bytes: 1 }),
      () => noteStageSeconds(database, claim, { name: 'x', seconds: 1 }),
      () => endRun(database, claim, { state: 'succeeded', result: 'late' }),
      () => giveRunBack(database, claim),
    ];
    for (const write of writes) await expect(write()).rejects.toThrow(RunLostError);
    const heir = (await take('heir'))!;
    for (const write of writes) await expect(write()).rejects.toThrow(RunLostError);
    await endRun(database, heir.claim, { state: 'succeeded', result: { by: 'heir' } });
    expect(await getRun(database, claim.runId)).toMatchObject({ state: 'succeeded', result: { by: 'heir' } });
  });

  it('gives up on a run over which five workers died', async () => {
    const { id } = await launch();
    for (let death = 1; death <= 5; death += 1) {
      expect(await take(`worker-${death}`)).toBeDefined();
      await silence(id);
      await releaseSilentRuns(database);
    }
    expect(await take('nobody')).toBeUndefined();
    expect(await getRun(database, id)).toMatchObject({
      state: 'failed',
      error: expect.stringMatching(/5 times/),
    });
  });

  it('takes a run back from a worker that stops, without counting a death', async () => {
    const { id } = await launch();
    for (let i = 0; i < 7; i += 1) await giveRunBack(database, (await take('polite'))!.claim);
    expect(await getRun(database, id)).toMatchObject({ state: 'interrupted', worker: null, attempt: 7 });
  });
});

describe('cancelling', () => {
  it('ends a waiting run at once and tells the worker of a running one', async () => {
    const ctx = { db: database.db, user };
    const running = await launch();
    const waiting = await launch();
    const { claim } = (await take('worker'))!;
    expect((await cancelRun(ctx, waiting.id)).state).toBe('cancelled');
    expect((await cancelRun(ctx, running.id)).state).toBe('running');
    expect(await sendHeartbeat(database, claim)).toEqual({ cancelRequested: true });
    await endRun(database, claim, { state: 'cancelled' });
    await expect(cancelRun(ctx, running.id)).rejects.toThrow(/ended already/);
    expect(await take('other')).toBeUndefined();
  });

  it('is not forgotten when the worker dies or stops before it could obey', async () => {
    const ctx = { db: database.db, user };
    const { id } = await launch();
    const { claim } = (await take('worker'))!;
    await cancelRun(ctx, id);
    await giveRunBack(database, claim);
    expect((await getRun(database, id)).state).toBe('cancelled');
    const other = await launch();
    await take('dies');
    await cancelRun(ctx, other.id);
    await silence(other.id);
    await releaseSilentRuns(database);
    expect((await getRun(database, other.id)).state).toBe('cancelled');
  });
});

describe('what a run shows', () => {
  it('has its epochs in order and its best figures; epochs beyond a resumed checkpoint are gone', async () => {
    const { id } = await launch({ title: 'first try' });
    const { claim } = (await take('worker'))!;
    for (const epoch of [1, 2, 3]) await addRunMetric(database, claim, metric(epoch, 0.1 * epoch));
    await addRunMetric(database, claim, metric(2, 0.25));
    const detail = await getRun(database, id);
    expect(detail.metrics).toHaveLength(1);
    expect(detail.metrics[0]!.points.map((point) => point.epoch)).toEqual([1, 2]);
    expect(detail).toMatchObject({
      bestMap50To95: 0.25,
      datasetLabel: 'flies v1',
      title: 'first try',
      silent: false,
    });
    expect(await listRuns(database, { kinds: ['normal'], states: ['running'], limit: 5 })).toHaveLength(1);
    expect(await listRuns(database, { kinds: ['import'], limit: 5 })).toEqual([]);
  });

  it('numbers log lines in the order in which they came and gives them page by page', async () => {
    await launch();
    const { claim } = (await take('worker'))!;
    const lines = (from: number) =>
      Array.from({ length: 3 }, (_, i) => ({ stage: 'x', line: `line ${from + i}`, at: new Date() }));
    await appendRunLog(database, claim, lines(1));
    await appendRunLog(database, claim, lines(4));
    const page = await readRunLog(database, { runId: claim.runId, after: 2, limit: 3 });
    expect(page.map(({ seq, line }) => [seq, line])).toEqual([
      [3, 'line 3'],
      [4, 'line 4'],
      [5, 'line 5'],
    ]);
  });

  it('adds up the times of a stage over its sittings', async () => {
    const { id } = await launch();
    const { claim } = (await take('worker'))!;
    await noteStageSeconds(database, claim, { name: 'student', seconds: 2 });
    await noteStageSeconds(database, claim, { name: 'student', seconds: 3 });
    expect((await getRun(database, id)).timings).toEqual({ student: 5 });
  });

  it('names the objects that nobody needs any more, and never one that somebody has', async () => {
    await launch();
    const { claim } = (await take('worker'))!;
    const save = (name: string, letter: string) =>
      saveRunArtefact(database, claim, { name, sha256: letter.repeat(64), bytes: 1 });
    expect(await save('last', 'a')).toEqual([]);
    expect(await save('best', 'a')).toEqual([]);
    // The best checkpoint is the same object: it stays.
    expect(await save('last', 'b')).toEqual([]);
    expect(await save('last', 'c')).toEqual(['b'.repeat(64)]);
    expect(await save('last', 'c')).toEqual([]);
    expect(await dropRunArtefacts(database, claim, ['last', 'best', 'none'])).toHaveLength(2);
  });

  it('is news for open screens', async () => {
    const feed = await openRunsFeed(database, { quietMs: 0 });
    const abort = new AbortController();
    const news = feed.watch(abort.signal).next();
    await launch();
    expect((await news).done).toBe(false);
    abort.abort();
    await feed.close();
  });
});

describe('launching', () => {
  it('estimates by rule until epochs of the same kind were measured here', async () => {
    const input = LaunchRunInput.parse({
      kind: 'normal',
      datasetVersionId,
      modelName: 'x',
      settings: { epochs: 10 },
    });
    const guessed = await estimateRun(database, input);
    expect(guessed.basis).toBe('rule');
    await launch();
    const { claim } = (await take('worker'))!;
    for (const epoch of [1, 2, 3]) await addRunMetric(database, claim, metric(epoch));
    // 60 pictures, 10 epochs, 30 pictures a second, a tenth more for validation.
    expect(await estimateRun(database, input)).toMatchObject({ basis: 'measured', seconds: 22 });
    const distilled = await estimateRun(database, { ...input, kind: 'distilled-retrained' });
    expect(distilled.stages.map(({ name }) => name)).toEqual(['teacher', 'student', 'retrained']);
    expect(distilled.basis).toBe('rule');
  });

  it('refuses a version that lacks a split, and a teacher that is none', async () => {
    const { db } = database;
    const counts = { pictures: 10, bySplit: { train: 10, valid: 0, test: 0, none: 0 } };
    const [found] = await db.select().from(datasetVersion).where(eq(datasetVersion.id, datasetVersionId));
    const other = {
      datasetId: found!.datasetId,
      version: 2,
      contentHash: 'cd'.repeat(32),
      manifest: {},
      counts,
    };
    const [version] = await db.insert(datasetVersion).values(other).returning();
    await expect(launch({ datasetVersionId: version!.id })).rejects.toThrow(/no pictures in valid and test/);
    const { id } = await launch();
    const withTeacher = { kind: 'distilled', settings: { teacherRunId: id } };
    await expect(launch(withTeacher)).rejects.toThrow(/no finished teacher/);
    expect(await db.select().from(run)).toHaveLength(1);
  });
});
