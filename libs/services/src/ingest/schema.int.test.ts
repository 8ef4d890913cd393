import * as schema from '@natiu/db';
import { EnvironmentError } from '@natiu/errors';
import { findFreePort, startTestPostgres } from '@natiu/local-stack';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

let server: Awaited<ReturnType<typeof startTestPostgres>>;
beforeAll(async () => {
  server = await startTestPostgres();
});
afterAll(() => server?.stop());

const TABLES = {
  site: schema.site,
  trap: schema.trap,
  deployment: schema.deployment,
  model: schema.model,
  deviceMessage: schema.deviceMessage,
  count: schema.count,
  heartbeat: schema.heartbeat,
  deviceEvent: schema.deviceEvent,
  trapStatus: schema.trapStatus,
  committedWatermark: schema.committedWatermark,
  quarantine: schema.quarantine,
  countHourly: schema.countHourly,
  countDaily: schema.countDaily,
  user: schema.user,
  session: schema.session,
  account: schema.account,
  verification: schema.verification,
  dataset: schema.dataset,
  datasetVersion: schema.datasetVersion,
  datasetVersionPicture: schema.datasetVersionPicture,
  picture: schema.picture,
  labelBox: schema.labelBox,
  reviewEvent: schema.reviewEvent,
  run: schema.run,
  runMetric: schema.runMetric,
  runLog: schema.runLog,
  runArtefact: schema.runArtefact,
  modelVersion: schema.modelVersion,
  modelAlias: schema.modelAlias,
  modelPromotion: schema.modelPromotion,
  modelComparison: schema.modelComparison,
};

describe('migrate', () => {
  it('gives every table all its columns, once, also when several processes start together', async () => {
    await Promise.all(Array.from({ length: 4 }, () => schema.migrate(server.url)));
    await schema.migrate(server.url);
    const database = schema.openDatabase(server.url);
    for (const [name, table] of Object.entries(TABLES))
      expect(await database.db.select().from(table), name).toEqual([]);
    await database.close();
  });

  it('says that nothing answers when nothing answers', async () => {
    const url = `postgresql://nobody@127.0.0.1:${await findFreePort()}/none`;
    await expect(schema.migrate(url)).rejects.toThrow(EnvironmentError);
    await expect(schema.migrate(url)).rejects.toThrow('ECONNREFUSED');
  });
});

describe('listen', () => {
  it('hears what is notified on its channel until it stops', async () => {
    const database = schema.openDatabase(server.url);
    const heard: string[] = [];
    const stop = await database.listen('test_channel', (payload) => heard.push(payload));
    const notify = (payload: string) =>
      database.db.execute(schema.sql`select pg_notify('test_channel', ${payload})`);
    await notify('one');
    await expect.poll(() => heard).toEqual(['one']);
    await stop();
    await notify('two');
    await database.close();
    expect(heard).toEqual(['one']);
  });
});
