import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { NO_AUGMENTATION } from '../augment/plan.ts';
import { makeTestFolder, writeFiles } from '../test-support.ts';
import type { WorkerSetup } from './messages.ts';
import { createPictureCache } from './picture-cache.ts';
import { createWorkerPool } from './worker-pool.ts';

let root = { dir: '', remove: async (): Promise<void> => undefined };
beforeAll(async () => {
  root = await makeTestFolder();
  await writeFiles(root.dir, {
    'throws.mjs': `import { parentPort } from 'node:worker_threads';
      parentPort.on('message', () => { throw new Error('boom'); });`,
    'exits.mjs': `import { parentPort } from 'node:worker_threads';
      parentPort.on('message', () => process.exit(3));`,
  });
});
afterAll(() => root.remove());

const setup: WorkerSetup = {
  files: [],
  labels: [],
  imageSize: 8,
  seed: 1,
  plan: NO_AUGMENTATION,
  cache: createPictureCache(0, 8, 0),
};
const request = { epoch: 0, mosaic: false, indices: [] };

it.each([
  ['throws.mjs', 'stopped: Error: boom'],
  ['exits.mjs', 'ended early with status 3'],
])('rejects all waiting and later requests when a thread dies (%s)', async (name, message) => {
  const pool = createWorkerPool(setup, { workers: 1, script: pathToFileURL(join(root.dir, name)) });
  const waiting = await Promise.allSettled([pool.run(request), pool.run(request)]);
  expect(waiting.map((result) => result.status)).toEqual(['rejected', 'rejected']);
  await expect(pool.run(request)).rejects.toThrow(message);
  await pool.close();
});
