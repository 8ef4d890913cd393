import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { LaunchRunInput } from '@natiu/contracts';
import { migrate, openDatabase } from '@natiu/db';
import type { Database } from '@natiu/db';
import { startTestPostgres } from '@natiu/local-stack';
import { createLogger } from '@natiu/logger';
import { createSigningKey } from '@natiu/model-package';
import { createDiskObjectStore } from '@natiu/object-store';
import { renderDataset } from '@natiu/rendered-traps';
import {
  browsePictures,
  createDataset,
  freezeVersion,
  getDataset,
  getModelVersion,
  getRun,
  importUpload,
  launchRun,
  nextForReview,
  promoteToCandidate,
  promoteToChampion,
  proposeBoxes,
  storeUpload,
} from '@natiu/services';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runWorker } from './run-worker.ts';
import { packTar } from './test-tar.ts';

const dir = mkdtempSync(join(tmpdir(), 'natiu-jobs-'));
const objects = createDiskObjectStore(join(dir, 'objects'));
let postgres: Awaited<ReturnType<typeof startTestPostgres>>;
let database: Database;
let datasetId: string;
let datasetVersionId: string;
let champion: { versionId: string };
/** Several processes one after the other; half a minute of work, more where others work too. */
const SLOW_MS = 480_000;
const ctx = () => ({ db: database.db, objects, user: { id: 'renata' } });

beforeAll(async () => {
  postgres = await startTestPostgres();
  await migrate(postgres.url);
  database = openDatabase(postgres.url);
  writeFileSync(join(dir, 'key.pem'), createSigningKey().privateKey, { mode: 0o600 });
  const input = { name: 'rendered', description: '', kind: 'rendered' as const };
  datasetId = (await createDataset(ctx(), input)).id;
});
afterAll(async () => {
  await database?.close();
  await postgres?.stop();
  rmSync(dir, { recursive: true, force: true });
});

/** Works until nothing waits, in this process. */
async function drain(): Promise<void> {
  await runWorker({
    database,
    objects,
    logger: createLogger({ name: 'test', level: 'silent' }),
    settings: {
      name: 'test',
      workDir: join(dir, 'work'),
      signingKeyFile: join(dir, 'key.pem'),
      ...{ threads: 2, heartbeatMs: 1_000, silentAfterMs: 45_000, pollMs: 1_000, once: true },
    },
    stopping: new AbortController().signal,
  });
}

async function finish(runId: string) {
  await drain();
  const run = await getRun(database, runId);
  expect(run.error).toBeNull();
  expect(run.state).toBe('succeeded');
  return run;
}

async function render(name: string, options: object): Promise<{ name: string; bytes: Buffer }[]> {
  const out = join(dir, name);
  await renderDataset({
    dir: out,
    ...{ pictures: 24, seed: 4, imageSize: 64, splits: { train: 0.5, valid: 0.25, test: 0.25 } },
    ...options,
  });
  return readdirSync(out, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .map((file) => ({ name: relative(out, file), bytes: readFileSync(file) }));
}

async function upload(files: { name: string; bytes: Uint8Array }[]) {
  const stored = [];
  for (const { name, bytes } of files) {
    const { sha256, name: plain } = await storeUpload(
      { objects },
      {
        name,
        content: (async function* () {
          yield bytes;
        })(),
      },
    );
    stored.push({ sha256, name: plain });
  }
  return importUpload(ctx(), { datasetId, files: stored, classMap: {} });
}

const launch = (kind: string) => {
  const settings = {
    student: 'tiny',
    teacher: 'tiny',
    epochs: 1,
    batch: 4,
    imageSize: 64,
    pseudoLabelConfidence: 0.001,
  };
  const version = { kind, modelName: 'small', settings };
  return async (datasetVersionId: string) =>
    (await launchRun(ctx(), LaunchRunInput.parse({ ...version, datasetVersionId }))).id;
};
const browse = (filter: object = {}) => browsePictures(database, { datasetId, filter, limit: 100 });

describe('from an upload to a model that was compared with the champion', () => {
  it('imports an archive with its labels and splits, and says what it found', async () => {
    const archive = packTar(await render('labelled', {}));
    const { runId } = await upload([{ name: 'rendered.tar', bytes: archive }]);
    const run = await finish(runId);
    expect(run.result).toMatchObject({
      form: 'yolo',
      pictures: 24,
      labelled: 24,
      added: 24,
      known: 0,
      refused: 0,
    });
    expect(run.artefacts.map(({ name }) => name)).toEqual(['check/report.html', 'check/report.json']);
    expect([(await browse({ split: 'train' })).total, (await browse({ split: 'test' })).total]).toEqual([
      12, 6,
    ]);
    // Again: nothing is doubled.
    expect(
      (await finish((await upload([{ name: 'again.tar', bytes: archive }])).runId)).result,
    ).toMatchObject({
      added: 0,
      known: 24,
    });
  });

  it('takes photographs as pictures that nobody has labelled', async () => {
    const files = (
      await render('photographs', { pictures: 4, seed: 9, splits: { train: 1, valid: 0, test: 0 } })
    ).filter(({ name }) => /\.(png|jpg)$/.test(name));
    const { runId } = await upload(files);
    expect((await finish(runId)).result).toMatchObject({ added: files.length, labelled: 0 });
    expect((await browse()).total).toBe(24 + files.length);
    const version = await freezeVersion(ctx(), { datasetId, note: '' });
    expect(version.counts.pictures).toBe(24);
  });

  it('refuses an archive whose classes it does not know, naming them', async () => {
    const files = await render('foreign', { seed: 11 });
    const renamed = files.map(({ name, bytes }) => ({
      name,
      bytes: name === 'data.yaml' ? Buffer.from(bytes.toString().replace('Female', 'Hembra')) : bytes,
    }));
    const { runId } = await upload([{ name: 'foreign.tar', bytes: packTar(renamed) }]);
    await drain();
    expect(await getRun(database, runId)).toMatchObject({
      state: 'failed',
      error: expect.stringContaining('Hembra'),
    });
    expect((await browse()).total).toBe(28);
  });

  it(
    'trains and registers a model, which proposes boxes for review once it is champion',
    async () => {
      const { versionRows } = await getDataset(ctx(), datasetId);
      datasetVersionId = versionRows[0]!.id;
      const normal = await finish(await launch('normal')(datasetVersionId));
      champion = { versionId: normal.modelVersionId! };
      await promoteToCandidate(ctx(), champion);
      await promoteToChampion(ctx(), champion);

      const { runId } = await proposeBoxes(ctx(), {
        datasetId,
        modelVersionId: champion.versionId,
        confidence: 0.01,
      });
      expect((await finish(runId)).result).toMatchObject({ pictures: 4, unreadable: 0 });
      const { boxes } = (await getRun(database, runId)).result as { boxes: number };
      const tasks = await nextForReview(ctx(), { datasetId, filter: {}, limit: 20, exclude: [] });
      expect(tasks).toHaveLength(Math.min(20, boxes));
    },
    SLOW_MS,
  );

  it(
    'distils, retrains, and compares the result with the champion on the test pictures',
    async () => {
      const retrained = await finish(await launch('distilled-retrained')(datasetVersionId));
      expect(retrained.metrics.map(({ stage, points }) => [stage, points.length])).toEqual([
        ['teacher', 1],
        ['student', 1],
        ['retrained', 1],
      ]);
      const model = await getModelVersion(database, retrained.modelVersionId!);
      expect(model).toMatchObject({ name: 'small', version: 2, promotion: { candidate: { allowed: true } } });
      expect(model.comparisons).toMatchObject([
        { championVersionId: champion.versionId, split: 'test', pictures: 6 },
      ]);
      expect(model.comparisons[0]!.figures.length).toBeGreaterThan(4);
    },
    SLOW_MS,
  );
});
