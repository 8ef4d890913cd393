import { deployment, eq, migrate, model, openDatabase, site, type Database } from '@natiu/db';
import { ConflictError, InputError, NotFoundError } from '@natiu/errors';
import { startTestPostgres } from '@natiu/local-stack';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { endDeployment, registerModel, registerSite, registerTrap, startDeployment } from './index.ts';

let server: Awaited<ReturnType<typeof startTestPostgres>>;
let database: Database;
let db: Database['db'];

beforeAll(async () => {
  server = await startTestPostgres();
  await migrate(server.url);
  database = openDatabase(server.url);
  db = database.db;
});
afterAll(async () => {
  await database?.close();
  await server?.stop();
});

const PLACE = {
  latitude: -25.2821,
  longitude: -57.6351,
  area: 'Asunción',
  environment: 'urban',
  timeZone: 'America/Asuncion',
};
const MANIFEST = {
  schema: 1,
  name: 'rendered nano',
  file: 'rendered-nano.onnx',
  sha256: 'd'.repeat(64),
  bytes: 6_000_000,
  architecture: 'yolov8n',
  classes: ['Female', 'Incomplete', 'Male', 'Out of Focus', 'Undefined'],
  imageSize: 224,
  weightsDataType: 'float16',
  thresholds: { confidence: 0.25, iou: 0.7, maxDetections: 300 },
  data: { kind: 'rendered', version: '1' },
  run: { command: 'npm run trainer -- train', seed: 1, epochs: 1, startedAtUtc: '2026-03-01T00:00:00Z' },
  metrics: { split: 'test', map50: 0.9, map50To95: 0.5, perClass: {} },
};
const day = (n: number) => new Date(Date.UTC(2026, 0, n));

describe('registerSite', () => {
  it('makes a site once and brings its description up to date', async () => {
    const first = await registerSite({ db }, { name: 'Botánico', ...PLACE });
    const again = await registerSite({ db }, { name: ' Botánico ', ...PLACE, environment: 'garden' });
    expect(again).toEqual({ ...first, environment: 'garden' });
  });

  it.each([
    ['latitude', { latitude: 91 }],
    ['latitude', { latitude: Number.NaN }],
    ['longitude', { longitude: -181 }],
    ['time zone', { timeZone: 'Mars/Olympus' }],
    ['time zone', { timeZone: '+03:00' }],
    ['name', { name: ' ' }],
  ])('refuses a %s that cannot be', async (word, fields) => {
    const result = registerSite({ db }, { name: 'Nowhere', ...PLACE, ...fields });
    await expect(result).rejects.toThrow(InputError);
    await expect(result).rejects.toThrow(word);
    expect(await db.select().from(site).where(eq(site.name, 'Nowhere'))).toEqual([]);
  });

  it('leaves a site alone whose days were counted in another time zone', async () => {
    const kept = await registerSite({ db }, { name: 'Zoned', ...PLACE });
    const moved = { name: 'Zoned', ...PLACE, latitude: 1, timeZone: 'America/Lima' };
    await expect(registerSite({ db }, moved)).rejects.toThrow('another time zone');
    expect(await db.select().from(site).where(eq(site.name, 'Zoned'))).toEqual([kept]);
  });
});

describe('registerTrap', () => {
  it('keeps the label when it is registered again without one', async () => {
    await registerTrap({ db }, { id: 'asu-01', label: 'Roof' });
    expect(await registerTrap({ db }, { id: 'asu-01' })).toMatchObject({ id: 'asu-01', label: 'Roof' });
  });

  it('refuses an id that no topic can carry', async () => {
    await expect(registerTrap({ db }, { id: 'Asu/01' })).rejects.toThrow(InputError);
  });
});

describe('deployments', () => {
  it('start once, refuse a second place at the same time, and follow each other without a gap', async () => {
    await registerTrap({ db }, { id: 'asu-02' });
    const a = await registerSite({ db }, { name: 'A', ...PLACE });
    const b = await registerSite({ db }, { name: 'B', ...PLACE });
    const first = await startDeployment({ db }, { trapId: 'asu-02', siteId: a.id, startedAt: day(2) });
    // Seeds run at every start, each time with a later clock.
    expect(await startDeployment({ db }, { trapId: 'asu-02', siteId: a.id, startedAt: day(9) })).toEqual(
      first,
    );
    const elsewhere = { trapId: 'asu-02', siteId: b.id, startedAt: day(5) };
    await expect(startDeployment({ db }, elsewhere)).rejects.toThrow(ConflictError);
    await expect(startDeployment({ db }, elsewhere)).rejects.toThrow('stands at A');
    expect(await endDeployment({ db }, { trapId: 'asu-02', endedAt: day(5) })).toMatchObject({
      endedAt: day(5),
    });
    expect(await startDeployment({ db }, elsewhere)).toMatchObject({ siteId: b.id, endedAt: null });
  });

  it('are refused for a trap or a site that nobody registered, and cannot end before they start', async () => {
    const { id: siteId } = await registerSite({ db }, { name: 'C', ...PLACE });
    await expect(startDeployment({ db }, { trapId: 'ghost', siteId, startedAt: day(1) })).rejects.toThrow(
      NotFoundError,
    );
    await registerTrap({ db }, { id: 'asu-03' });
    const nowhere = { trapId: 'asu-03', siteId: '00000000-0000-4000-8000-000000000000', startedAt: day(1) };
    await expect(startDeployment({ db }, nowhere)).rejects.toThrow('There is no site');
    await expect(endDeployment({ db }, { trapId: 'asu-03', endedAt: day(1) })).rejects.toThrow(NotFoundError);
    await startDeployment({ db }, { trapId: 'asu-03', siteId, startedAt: day(3) });
    await expect(endDeployment({ db }, { trapId: 'asu-03', endedAt: day(2) })).rejects.toThrow(InputError);
  });

  it('stay free of overlaps whoever writes them, also when eight start at once', async () => {
    await registerTrap({ db }, { id: 'asu-04' });
    const { id: siteId } = await registerSite({ db }, { name: 'D', ...PLACE });
    const started = await Promise.all(
      Array.from({ length: 8 }, () =>
        startDeployment({ db }, { trapId: 'asu-04', siteId, startedAt: day(3) }),
      ),
    );
    expect(new Set(started.map((d) => d.id)).size).toBe(1);
    const overlapping = { trapId: 'asu-04', siteId, startedAt: day(1), endedAt: day(4) };
    await expect(db.insert(deployment).values(overlapping)).rejects.toMatchObject({
      cause: { constraint_name: 'deployment_no_overlap' },
    });
  });
});

describe('registerModel', () => {
  it('gives a name to a hash that traps counted with before, and keeps the day of the first registration', async () => {
    await db.insert(model).values({ sha256: MANIFEST.sha256 });
    const first = await registerModel({ db }, MANIFEST);
    expect(first).toMatchObject({ name: 'rendered nano', manifest: { imageSize: 224 } });
    expect(await registerModel({ db }, MANIFEST)).toEqual(first);
  });

  it('says which field of a manifest is not usable', async () => {
    await expect(registerModel({ db }, { ...MANIFEST, imageSize: 'big' })).rejects.toThrow('imageSize');
  });
});
