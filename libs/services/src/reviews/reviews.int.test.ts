import { PictureFilter } from '@natiu/contracts';
import { migrate, openDatabase, reviewEvent, sql, user as person } from '@natiu/db';
import type { Database } from '@natiu/db';
import { startTestPostgres } from '@natiu/local-stack';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  addPictures,
  addProposals,
  browsePictures,
  countForBulk,
  createControls,
  createDataset,
  decide,
  decideInBulk,
  freezeVersion,
  getDataset,
  listDatasets,
  listUnlabelledPictures,
  nextForReview,
  readAgreement,
  readReviewHistory,
  readReviewProgress,
  readVersionContent,
  undoLast,
} from '../index.ts';
import type { IncomingPicture } from '../index.ts';

let postgres: Awaited<ReturnType<typeof startTestPostgres>>;
let database: Database;
let datasetId: string;
const [renata, vera] = ['renata', 'vera'].map((id) => () => ({ db: database.db, user: { id } })) as [
  Ctx,
  Ctx,
];
type Ctx = () => { db: Database['db']; user: { id: string } };

const hash = (n: number) => n.toString(16).padStart(64, '0');
const place = { cx: 0.5, cy: 0.5, w: 0.2, h: 0.2 };

function picture(n: number, change: Partial<IncomingPicture> = {}): IncomingPicture {
  const size = { width: 64, height: 64, bytes: 100 };
  const origin = { source: 'upload' as const, split: 'train' as const, group: `group-${n}` };
  return {
    sha256: hash(n),
    name: `${n}.png`,
    ...size,
    ...origin,
    labels: [{ ...place, className: 'Female' }],
    ...change,
  };
}
const unlabelled = (n: number) => picture(n, { labels: undefined, split: null });

/** Pictures that nobody labelled, each with one proposal per confidence. */
async function propose(...confidences: number[][]): Promise<void> {
  await addPictures(
    database,
    datasetId,
    confidences.map((_, i) => unlabelled(100 + i)),
  );
  const pictures = await listUnlabelledPictures(database, datasetId);
  const at = (i: number) => ({ cx: 0.1 + 0.2 * i, cy: 0.5, w: 0.1, h: 0.1 });
  await addProposals(
    database,
    pictures.map(({ id }, p) => ({
      pictureId: id,
      modelSha256: hash(9),
      boxes: confidences[p]!.map((confidence, i) => ({ ...at(i), className: 'Male', confidence })),
    })),
  );
}
const next = (ctx: Ctx, limit = 5, exclude: string[] = []) =>
  nextForReview(ctx(), { datasetId, filter: {}, limit, exclude });
const firstTask = async (ctx: Ctx) => (await next(ctx, 1))[0]!;
const accept = (ctx: Ctx, box: { id: string; revision: number }) =>
  decide(ctx(), { action: 'accept', boxId: box.id, revision: box.revision });

beforeAll(async () => {
  postgres = await startTestPostgres();
  await migrate(postgres.url);
  database = openDatabase(postgres.url);
  await database.db.insert(person).values({ id: 'renata', name: 'Renata', email: 'r@natiu.local' });
});
afterAll(async () => {
  await database?.close();
  await postgres?.stop();
});
beforeEach(async () => {
  datasetId = (
    await createDataset(renata(), { name: `set ${Math.random()}`, description: '', kind: 'other' })
  ).id;
});

describe('an import', () => {
  it('that runs again adds nothing, and leaves alone what people decided', async () => {
    expect(await addPictures(database, datasetId, [picture(1), picture(2)])).toEqual({ added: 2, known: 0 });
    const [box] = (await browse()).pictures.find(({ name }) => name === '1.png')!.boxes;
    await decide(renata(), { action: 'class', boxId: box!.id, revision: 0, className: 'Male' });
    const again = [picture(1), picture(3), picture(3)];
    expect(await addPictures(database, datasetId, again)).toEqual({ added: 1, known: 2 });
    const { pictures } = await browse();
    expect(pictures.map(({ boxes }) => boxes.length)).toEqual([1, 1, 1]);
    expect(pictures.find(({ name }) => name === '1.png')!.boxes[0]).toMatchObject({
      className: 'Male',
      decidedBy: 'renata',
    });
  });
});

const browse = (filter: object = {}, more: object = {}) =>
  browsePictures(database, { datasetId, filter: PictureFilter.parse(filter), limit: 48, ...more });

describe('browsing', () => {
  it('finds pictures by what is on them and where they stand, page by page, each once', async () => {
    const many = Array.from({ length: 7 }, (_, i) => picture(i + 1, { split: i < 4 ? 'train' : 'test' }));
    many.push(picture(50, { labels: [{ ...place, className: 'Male' }] }));
    await addPictures(database, datasetId, many);
    expect((await browse({ className: 'Male' })).total).toBe(1);
    expect((await browse({ split: 'test' })).total).toBe(3);
    expect((await browse({ minConfidence: 0.1 })).total).toBe(0);
    const seen: string[] = [];
    let cursor: string | null | undefined;
    do {
      const page = await browse({}, { limit: 3, ...(cursor ? { cursor } : {}) });
      expect(page.total).toBe(8);
      seen.push(...page.pictures.map(({ id }) => id));
      cursor = page.nextCursor;
    } while (cursor);
    expect([seen.length, new Set(seen).size]).toEqual([8, 8]);
    await expect(browse({}, { cursor: "0_'; drop table picture" })).rejects.toThrow(
      /not one that was offered/,
    );
  });
});

describe('the review queue', () => {
  it('shows the least certain boxes first, and no box to two people', async () => {
    await propose([0.9, 0.2], [0.5, 0.3]);
    const first = await next(renata, 2);
    expect(first.map(({ box }) => box.confidence)).toEqual([0.2, 0.3]);
    expect(first[0]!.picture.boxes.map(({ confidence }) => confidence)).toEqual([0.9]);
    expect((await next(vera, 4)).map(({ box }) => box.confidence)).toEqual([0.5, 0.9]);
    // The same person gets her own again, but for those her screen still holds.
    const held = first.map(({ box }) => box.id);
    expect((await next(renata, 4)).map(({ box }) => box.id)).toEqual(held);
    expect(await next(renata, 4, held)).toEqual([]);
    await database.db.execute(sql`update label_box set offered_at = now() - interval '3 minutes'`);
    expect(await next(vera, 4)).toHaveLength(4);
  });

  it('keeps to its filter', async () => {
    await propose([0.9, 0.2], [0.5]);
    const filter = PictureFilter.parse({ minConfidence: 0.4, maxConfidence: 0.6 });
    const tasks = await nextForReview(renata(), { datasetId, filter, limit: 5, exclude: [] });
    expect(tasks.map(({ box }) => box.confidence)).toEqual([0.5]);
  });
});

describe('a decision', () => {
  it('is kept with who and when, and its history says what was before', async () => {
    await propose([0.5]);
    const { box } = await firstTask(renata);
    const moved = { cx: 0.3, cy: 0.3, w: 0.2, h: 0.2 };
    const answer = await decide(renata(), { action: 'move', boxId: box.id, revision: 0, box: moved });
    expect(answer).toMatchObject({
      box: { ...moved, state: 'accepted', revision: 1, decidedBy: 'renata' },
      remaining: 0,
    });
    const [event] = await readReviewHistory(database, { datasetId, limit: 5 });
    expect(event).toMatchObject({
      ...{ action: 'move', userName: 'Renata', undone: false },
      before: { cx: 0.1, state: 'proposed', revision: 0 },
      after: { cx: 0.3, state: 'accepted', revision: 1 },
    });
    expect(await readReviewProgress(database, { datasetId })).toMatchObject({
      ...{ total: 1, decided: 1, remaining: 0, accepted: 1, rejected: 0, corrected: 1 },
    });
  });

  it('on a box that somebody changed meanwhile is refused', async () => {
    await propose([0.5]);
    const { box } = await firstTask(renata);
    const both = await Promise.allSettled([accept(renata, box), accept(vera, box)]);
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(await readReviewHistory(database, { datasetId, limit: 5 })).toHaveLength(1);
  });

  it('can be taken back step by step, to the very first, and stays in the history', async () => {
    await propose([0.5]);
    const { box, picture: shown } = await firstTask(renata);
    await accept(renata, box);
    await decide(renata(), { action: 'class', boxId: box.id, revision: 1, className: 'Female' });
    await decide(renata(), { action: 'draw', pictureId: shown.id, className: 'Male', box: place });
    expect(await undoLast(renata(), { datasetId })).toMatchObject({
      undone: 1,
      boxes: [{ state: 'rejected' }],
    });
    expect((await undoLast(renata(), { datasetId })).boxes[0]).toMatchObject({
      className: 'Male',
      state: 'accepted',
    });
    expect((await undoLast(renata(), { datasetId })).boxes[0]).toMatchObject({
      state: 'proposed',
      decidedBy: null,
    });
    await expect(undoLast(renata(), { datasetId })).rejects.toThrow(/nothing of yours/);
    expect(await readReviewHistory(database, { datasetId, limit: 10 })).toHaveLength(6);
    expect((await readReviewProgress(database, { datasetId })).remaining).toBe(1);
  });

  it('of one person is not taken back once another has decided after her', async () => {
    await propose([0.5]);
    const { box } = await firstTask(renata);
    await accept(renata, box);
    await decide(vera(), { action: 'reject', boxId: box.id, revision: 1 });
    await expect(undoLast(renata(), { datasetId })).rejects.toThrow(/after you/);
    await undoLast(vera(), { datasetId });
    expect((await undoLast(renata(), { datasetId })).boxes[0]).toMatchObject({ state: 'proposed' });
  });

  it('can never be changed or removed in the history', async () => {
    await propose([0.5]);
    const { box } = await firstTask(renata);
    await accept(renata, box);
    const refused = { cause: { message: expect.stringMatching(/history/) } };
    await expect(database.db.update(reviewEvent).set({ userId: 'nobody' })).rejects.toMatchObject(refused);
    await expect(database.db.delete(reviewEvent)).rejects.toMatchObject(refused);
  });
});

describe('a bulk action', () => {
  it('decides on all that match, only when as many match as the person saw, and is taken back as one', async () => {
    await propose([0.9, 0.8, 0.2], [0.95]);
    const filter = PictureFilter.parse({ minConfidence: 0.75 });
    expect(await countForBulk(database, { datasetId, filter })).toEqual({ count: 3 });
    const bulk = (expected: number) =>
      decideInBulk(renata(), { datasetId, filter, action: 'accept', expected });
    await expect(bulk(4)).rejects.toThrow(/3 boxes match by now/);
    expect(await bulk(3)).toEqual({ changed: 3, remaining: 1 });
    expect(await undoLast(renata(), { datasetId })).toMatchObject({ undone: 3, remaining: 4 });
  });
});

describe('known boxes', () => {
  it('come one in ten, look like the others, and measure each reviewer', async () => {
    await addPictures(database, datasetId, [picture(1), picture(2), picture(3)]);
    await propose(
      Array.from({ length: 5 }, (_, i) => 0.2 + i / 100),
      Array.from({ length: 5 }, () => 0.4),
      [0.5],
    );
    expect(await createControls(database, { datasetId, count: 2, seed: 1 })).toEqual({ created: 2 });
    for (let i = 0; i < 9; i += 1) await accept(renata, (await next(renata, 1))[0]!.box);
    const tasks = await next(renata, 2);
    expect(tasks).toHaveLength(3);
    const control = tasks.find(({ picture: { name } }) => /^[123]\.png$/.test(name))!;
    expect(control.box).toMatchObject({ origin: 'model', state: 'proposed', decidedBy: null });
    expect(tasks.map(({ box }) => box.confidence)).toContain(control.box.confidence);
    // The box that it stands for would give it away.
    expect(control.picture.boxes).toEqual([]);
    await accept(renata, control.box);
    const { reviewers } = await readAgreement(database, { datasetId });
    expect(reviewers).toMatchObject([{ name: 'Renata', decisions: 10, known: 1, agreed: 1, rate: 1 }]);
    // Others get it as fresh as she did, and it is no label of any version.
    const [stored] = await database.db.execute(
      sql`select state, revision from label_box where id = ${control.box.id}`,
    );
    expect(stored).toEqual({ state: 'proposed', revision: 0 });
    expect((await readReviewProgress(database, { datasetId })).total).toBe(11);
  });
});

describe('proposals', () => {
  it('of a newer model replace open ones, and never what people decided', async () => {
    await propose([0.5, 0.6]);
    const { box, picture: shown } = await firstTask(renata);
    await decide(renata(), { action: 'reject', boxId: box.id, revision: 0 });
    const newer = { pictureId: shown.id, modelSha256: hash(8) };
    const boxes = [
      { cx: 0.1, cy: 0.5, w: 0.1, h: 0.11, className: 'Male', confidence: 0.7 },
      { cx: 0.8, cy: 0.5, w: 0.1, h: 0.1, className: 'Female', confidence: 0.3 },
    ];
    expect(await addProposals(database, [{ ...newer, boxes }])).toBe(1);
    const found = (await browse()).pictures.flatMap((one) => one.boxes);
    expect(found.map(({ state, confidence }) => [state, confidence])).toEqual([
      ['rejected', 0.5],
      ['proposed', 0.3],
    ]);
  });
});

describe('a frozen version', () => {
  it('holds what is certain, never changes, and says what reviewing changed', async () => {
    await addPictures(database, datasetId, [picture(1), picture(2, { split: 'test', labels: [] })]);
    await propose([0.5]);
    const first = await freezeVersion(renata(), { datasetId, note: '' });
    expect(first).toMatchObject({ version: 1, counts: { pictures: 2, bySplit: { train: 1, test: 1 } } });
    await expect(freezeVersion(renata(), { datasetId, note: '' })).rejects.toThrow(
      /Nothing has changed since version 1/,
    );
    const { box } = await firstTask(renata);
    await accept(renata, box);
    const second = await freezeVersion(renata(), { datasetId, note: 'reviewed' });
    expect(second.counts).toMatchObject({ pictures: 3, boxes: { Female: 1, Male: 1 } });
    expect(second.contentHash).not.toBe(first.contentHash);
    expect((await readVersionContent(database, first.id)).pictures).toHaveLength(2);
    const detail = await getDataset(database, datasetId);
    expect(detail.versionRows[0]!.change).toEqual({
      ...{ picturesAdded: 1, picturesRemoved: 0, picturesRelabelled: 0 },
      ...{ boxesAdded: { Male: 1 }, boxesRemoved: {} },
    });
    expect((await browse({}, { versionId: first.id })).total).toBe(2);
    const [row] = (await listDatasets(database)).filter(({ id }) => id === datasetId);
    expect(row).toMatchObject({ versions: 2, latestVersionId: second.id, createdBy: 'Renata' });
    // Taken back, it is the first version again.
    await undoLast(renata(), { datasetId });
    await expect(freezeVersion(renata(), { datasetId, note: '' })).rejects.toThrow(/exactly these pictures/);
  });
});
