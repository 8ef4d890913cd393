import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { createReadStream, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { LaunchRunInput } from '@natiu/contracts';
import { openYoloDataset } from '@natiu/dataset';
import { migrate, openDatabase } from '@natiu/db';
import type { Database } from '@natiu/db';
import { CLASS_NAMES } from '@natiu/domain';
import { startTestPostgres } from '@natiu/local-stack';
import { createSigningKey, verifySignedManifest } from '@natiu/model-package';
import { createDiskObjectStore } from '@natiu/object-store';
import { renderDataset } from '@natiu/rendered-traps';
import {
  addPictures,
  cancelRun,
  createDataset,
  freezeVersion,
  getModelVersion,
  getRun,
  launchRun,
  openArtefact,
  readRunLog,
} from '@natiu/services';
import type { IncomingPicture } from '@natiu/services';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';

const dir = mkdtempSync(join(tmpdir(), 'natiu-worker-'));
const main = join(import.meta.dirname, '..', 'main.ts');
const user = { id: 'renata' };
const key = createSigningKey();
const objects = createDiskObjectStore(join(dir, 'objects'));
let postgres: Awaited<ReturnType<typeof startTestPostgres>>;
let database: Database;
let datasetVersionId: string;

/** Rendered pictures as an import would leave them. */
async function fillDataset(): Promise<string> {
  const data = join(dir, 'rendered');
  await renderDataset({
    dir: data,
    pictures: 24,
    seed: 4,
    imageSize: 64,
    splits: { train: 0.5, valid: 0.25, test: 0.25 },
  });
  const { id } = await createDataset(
    { db: database.db, user },
    { name: 'rendered', description: '', kind: 'rendered' },
  );
  const opened = await openYoloDataset(data);
  const incoming: IncomingPicture[] = [];
  for (const split of opened.splitNames)
    for (const { file, labels } of opened.split(split).pictures) {
      const { sha256 } = await objects.put(createReadStream(file));
      const named = labels.map(({ classIndex, cx, cy, w, h }) => ({
        className: CLASS_NAMES[classIndex]!,
        cx,
        cy,
        w,
        h,
      }));
      const size = { width: 64, height: 64, bytes: statSync(file).size };
      incoming.push({
        sha256,
        ...size,
        name: basename(file),
        source: 'upload',
        split,
        group: null,
        labels: named,
      });
    }
  await addPictures(database, id, incoming);
  return (await freezeVersion({ db: database.db, user }, { datasetId: id, note: '' })).id;
}

beforeAll(async () => {
  postgres = await startTestPostgres();
  await migrate(postgres.url);
  database = openDatabase(postgres.url);
  writeFileSync(join(dir, 'key.pem'), key.privateKey, { mode: 0o600 });
  datasetVersionId = await fillDataset();
});
afterAll(async () => {
  await database?.close();
  await postgres?.stop();
  rmSync(dir, { recursive: true, force: true });
});

const workers: ChildProcess[] = [];
afterEach(async () => {
  for (const worker of workers.splice(0)) await end(worker, 'SIGKILL');
});

/** A worker as on another machine: a process and a scratch folder of its own. */
function startWorker(name: string): ChildProcess {
  const worker = spawn(
    process.execPath,
    [
      ...[main, 'worker', '--name', name, '--work-dir', join(dir, name), '--threads', '1'],
      ...[
        '--database-url',
        postgres.url,
        '--objects',
        join(dir, 'objects'),
        '--signing-key',
        join(dir, 'key.pem'),
      ],
      ...['--heartbeat', '400', '--silent-after', '4000'],
    ],
    { stdio: 'ignore' },
  );
  workers.push(worker);
  return worker;
}

function end(worker: ChildProcess, signal: NodeJS.Signals): Promise<number | null> {
  if (worker.exitCode !== null || worker.signalCode !== null) return Promise.resolve(worker.exitCode);
  const ended = new Promise<number | null>((resolve) => worker.once('exit', (code) => resolve(code)));
  worker.kill(signal);
  return ended;
}

async function launch(epochs: number, change: object = {}): Promise<string> {
  const settings = { student: 'tiny', teacher: 'tiny', epochs, batch: 4, imageSize: 64 };
  const input = { kind: 'normal', datasetVersionId, modelName: 'small', settings, ...change };
  return (await launchRun({ db: database.db, user }, LaunchRunInput.parse(input))).id;
}

const look = (runId: string) => getRun(database, runId);
const wait = { timeout: 300_000, interval: 150 };
/** Seconds of work per test, minutes where others work too. */
const SLOW_MS = 480_000;
const untilEpoch = (runId: string, epoch: number) =>
  expect
    .poll(async () => (await look(runId)).metrics.at(-1)?.points.length ?? 0, wait)
    .toBeGreaterThanOrEqual(epoch);
const untilState = (runId: string, state: string) =>
  expect
    .poll(async () => {
      const found = await look(runId);
      // A run that failed says why, in place of a time-out.
      return found.state === 'failed' && state !== 'failed' ? found.error : found.state;
    }, wait)
    .toBe(state);
const readLog = async (runId: string) =>
  (await readRunLog(database, { runId, after: 0, limit: 1_000 })).map(({ line }) => line);

describe('two workers', { timeout: SLOW_MS }, () => {
  it('never share a run; when one is killed the other goes on from its checkpoint and ends the run', async () => {
    const pair = { first: startWorker('first'), second: startWorker('second') };
    const runId = await launch(5);
    await untilEpoch(runId, 2);
    const { worker } = await look(runId);
    await end(pair[worker as 'first' | 'second'], 'SIGKILL');
    const killedAt = performance.now();
    await expect.poll(async () => (await look(runId)).attempt, wait).toBe(2);
    // Silent after 4 s here, 45 s in earnest: what comes on top must leave it below a minute.
    expect(performance.now() - killedAt).toBeLessThan(15_000);
    await untilState(runId, 'succeeded');
    const run = await look(runId);
    expect(run.worker).not.toBe(worker);
    expect(run.metrics.map(({ stage }) => stage)).toEqual(['student']);
    expect(run.metrics[0]!.points.map(({ epoch }) => epoch)).toEqual([1, 2, 3, 4, 5]);
    const log = await readLog(runId);
    expect(log.filter((line) => line.includes('takes the run'))).toHaveLength(2);
    expect(log).toContain('goes on from the last checkpoint');
    // The checkpoint to go on from is not needed any more; the best weights are.
    const names = run.artefacts.map(({ name }) => name);
    expect(names).toContain('student/best.safetensors');
    expect(names).not.toContain('student/last.safetensors');

    const model = await getModelVersion(database, run.modelVersionId!);
    expect(model).toMatchObject({
      name: 'small',
      version: 1,
      dataKind: 'rendered',
      parity: { passed: true },
    });
    expect(run.result).toMatchObject({
      versionId: model.id,
      evaluation: { split: 'test', map50: expect.any(Number) },
    });
    const read = async (name: string) => {
      const { content } = await openArtefact({ db: database.db, objects }, runId, name);
      return Buffer.concat(await content.toArray());
    };
    const signed = {
      manifest: await read('package/small.manifest.json'),
      signature: await read('package/small.signature.json'),
    };
    const { manifest } = verifySignedManifest({ ...signed, publicKeys: [key.publicKey] });
    expect(manifest.sha256).toBe(model.sha256);
    expect(manifest.reference.length).toBeGreaterThan(0);
    // Nothing of this machine travels with the model.
    expect(signed.manifest.toString()).not.toContain(dir);
  });
});

describe('a worker', { timeout: SLOW_MS }, () => {
  it('stops a cancelled run within a step and is free for the next one', async () => {
    startWorker('only');
    const long = await launch(2_000);
    await untilEpoch(long, 1);
    await cancelRun({ db: database.db, user }, long);
    await untilState(long, 'cancelled');
    // Best weights of what there was stay to be looked at; nobody goes on from the last ones.
    const names = (await look(long)).artefacts.map(({ name }) => name);
    expect([names.includes('student/best.safetensors'), names.includes('student/last.safetensors')]).toEqual([
      true,
      false,
    ]);
    const next = await launch(1);
    await expect.poll(async () => (await look(next)).state, wait).toBe('running');
    await cancelRun({ db: database.db, user }, next);
    await untilState(next, 'cancelled');
  });

  it('that is told to stop saves its run and gives it back; another one ends it', async () => {
    const polite = startWorker('polite');
    const runId = await launch(4);
    await untilEpoch(runId, 1);
    expect(await end(polite, 'SIGTERM')).toBe(0);
    const waiting = await look(runId);
    expect(waiting).toMatchObject({ state: 'interrupted', worker: null });
    expect(waiting.artefacts.map(({ name }) => name)).toContain('student/last.safetensors');
    startWorker('heir');
    await untilState(runId, 'succeeded');
    expect((await look(runId)).metrics[0]!.points).toHaveLength(4);
    expect(await readLog(runId)).toContain('goes on from the last checkpoint');
  });

  it('says why a run failed, and goes on with the next', async () => {
    startWorker('only');
    const settings = { student: 'tiny', epochs: 1, batch: 4, imageSize: 64, learningRate: 1, start: 'base' };
    const runId = await launch(1, { settings });
    await untilState(runId, 'failed');
    const { error } = await look(runId);
    expect(error).toMatch(/^trainer train: .*base/s);
    expect(error).not.toContain(dir);
    expect(readFileSync(join(dir, 'key.pem'), 'utf8')).toBe(key.privateKey);
  });
});
