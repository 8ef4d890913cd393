import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createHash } from 'node:crypto';
import { migrate, openDatabase } from '@natiu/db';
import type { Database } from '@natiu/db';
import { startTestPostgres } from '@natiu/local-stack';
import { createSigningKey, signManifest } from '@natiu/model-package';
import type { FullModelManifest } from '@natiu/contracts';
import { createDiskObjectStore } from '@natiu/object-store';
import type { ObjectStore } from '@natiu/object-store';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  findChampion,
  getModelVersion,
  listModels,
  listModelVersions,
  promoteToCandidate,
  promoteToChampion,
  recordComparison,
  registerModelVersion,
} from '../index.ts';

let postgres: Awaited<ReturnType<typeof startTestPostgres>>;
let database: Database;
let objects: ObjectStore;
const dir = mkdtempSync(join(tmpdir(), 'natiu-registry-'));
const key = createSigningKey();

beforeAll(async () => {
  postgres = await startTestPostgres();
  await migrate(postgres.url);
  database = openDatabase(postgres.url);
  objects = createDiskObjectStore(dir);
});
afterAll(async () => {
  await database?.close();
  await postgres?.stop();
  rmSync(dir, { recursive: true, force: true });
});

const ctx = () => ({ db: database.db, objects, user: { id: 'renata' } });
const bytesOf = (text: string) => new TextEncoder().encode(text);
const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');

function manifestOf(content: string, change: Partial<FullModelManifest> = {}): FullModelManifest {
  const parity = {
    pictures: 8,
    largestScoreDifference: 1e-6,
    largestBoxDifference: 1e-6,
    tolerance: { score: 1e-3, box: 1e-3 },
    passed: true,
    checkedAtUtc: '2026-11-24T00:00:00.000Z',
  };
  return {
    schema: 2,
    name: 'flies',
    file: 'flies.onnx',
    sha256: sha256(content),
    bytes: content.length,
    architecture: 'yolov8n',
    classes: ['Female', 'Incomplete', 'Male', 'Out of Focus', 'Undefined'],
    imageSize: 224,
    weightsDataType: 'float32',
    thresholds: { confidence: 0.25, iou: 0.5, maxDetections: 300 },
    data: { kind: 'olive fruit flies', version: 'v1' },
    run: { command: 'x', seed: 0, epochs: 1, startedAtUtc: '2026-11-24T00:00:00.000Z' },
    metrics: { split: 'test', map50: 0.8, map50To95: 0.5, perClass: {} },
    parity,
    reference: [{ file: 'flies.reference-01.png', sha256: sha256('png'), bytes: 3, detections: [] }],
    ...change,
  };
}

async function register(content: string, change: Partial<FullModelManifest> = {}) {
  await objects.put(bytesOf(content));
  await objects.put(bytesOf('png'));
  const signed = signManifest(manifestOf(content, change), key.privateKey);
  return registerModelVersion(ctx(), { ...signed, publicKeys: [key.publicKey], registeredBy: 'renata' });
}

describe('registering', () => {
  it('gives each name its versions in order, also at the same time, and the same file only one', async () => {
    const together = await Promise.all(['m1', 'm2', 'm3'].map((content) => register(content, { name: 'other' })));
    expect(together.map(({ version }) => version).sort()).toEqual([1, 2, 3]);
    const again = await register('m2', { name: 'other' });
    expect(together.map(({ versionId }) => versionId)).toContain(again.versionId);
    expect(await listModelVersions(ctx(), { name: 'other' })).toHaveLength(3);
    expect((await listModels(ctx())).find((row) => row.sha256 === sha256('m1'))).toMatchObject({
      name: 'other',
      dataKind: 'olive fruit flies',
    });
  });

  it('refuses a file that failed the parity gate, was tampered with, or is not there', async () => {
    const failed = { parity: { ...manifestOf('x').parity, passed: false, largestScoreDifference: 0.2 } };
    await expect(register('failed', failed)).rejects.toThrow(/does not compute what was trained/);
    const signed = signManifest(manifestOf('never stored'), key.privateKey);
    const publicKeys = [key.publicKey];
    await expect(registerModelVersion(ctx(), { ...signed, publicKeys })).rejects.toThrow(/not in the object store/);
    const manifest = Buffer.from(Buffer.from(signed.manifest).toString().replace('"map50":0.8', '"map50":0.9'));
    await expect(registerModelVersion(ctx(), { ...signed, manifest, publicKeys })).rejects.toThrow(/does not fit/);
    const stranger = [createSigningKey().publicKey];
    await expect(registerModelVersion(ctx(), { ...signed, publicKeys: stranger })).rejects.toThrow(/not trusted/);
    expect(await listModelVersions(ctx(), { name: 'flies' })).toEqual([]);
  });
});

describe('promotion', () => {
  const comparison = (champion: string, candidate: string) => ({
    championSha256: sha256(champion),
    candidateSha256: sha256(candidate),
    ...{ dataVersion: 'v1', split: 'test', pictures: 10, figures: [] },
  });

  it('goes candidate first, then champion, never past a comparison, and keeps its history', async () => {
    const [first, second] = [await register('one'), await register('two')];
    await expect(promoteToChampion(ctx(), { versionId: first.versionId })).rejects.toThrow(/candidate first/);
    await promoteToCandidate(ctx(), { versionId: first.versionId, note: 'the first' });
    const champion = await promoteToChampion(ctx(), { versionId: first.versionId });
    expect(champion.aliases).toEqual(['champion']);
    expect(await findChampion(ctx(), 'flies')).toBe(first.versionId);
    const wish = { versionId: second.versionId };
    await expect(promoteToCandidate(ctx(), wish)).rejects.toThrow(/Compare it with the champion, flies v1, first/);
    const compared = { championVersionId: first.versionId, candidateVersionId: second.versionId };
    await expect(
      recordComparison(ctx(), { ...compared, comparison: comparison('two', 'one') }),
    ).rejects.toThrow(/other model files/);
    await recordComparison(ctx(), { ...compared, comparison: comparison('one', 'two') });
    await promoteToCandidate(ctx(), wish);
    await promoteToChampion(ctx(), wish);
    const [v1, v2] = [await getModelVersion(ctx(), first.versionId), await getModelVersion(ctx(), second.versionId)];
    expect([v1.aliases, v2.aliases]).toEqual([[], ['champion']]);
    expect(v2.history.map(({ alias, version, by }) => [alias, version, by])).toEqual([
      ['champion', 2, 'renata'],
      ['candidate', 2, 'renata'],
      ['champion', 1, 'renata'],
      ['candidate', 1, 'renata'],
    ]);
  });

  it('leaves one candidate when two people promote at once', async () => {
    const versions = [await register('a', { name: 'race' }), await register('b', { name: 'race' })];
    await Promise.allSettled(versions.map(({ versionId }) => promoteToCandidate(ctx(), { versionId })));
    const rows = await listModelVersions(ctx(), { name: 'race' });
    expect(rows.flatMap(({ aliases }) => aliases)).toEqual(['candidate']);
  });
});
