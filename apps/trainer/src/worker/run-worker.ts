import { rm, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { RUNS_CHANNEL, describeDatabaseError } from '@natiu/db';
import { releaseSilentRuns, takeRun } from '@natiu/services';
import { assertWritable } from './work.ts';
import { workOnRun } from './work-on-run.ts';
import type { WorkerSurroundings } from './work-on-run.ts';

/** Looks for dead workers even while it trains: the only living worker may be a busy one. */
function watchOthers({ database, settings, logger }: WorkerSurroundings): () => void {
  const look = async () => {
    try {
      for (const freed of await releaseSilentRuns(database, settings.silentAfterMs))
        logger.warn(freed, 'a worker fell silent; its run waits again');
    } catch (error) {
      logger.warn({ reason: describeDatabaseError(error) }, 'the database does not answer');
    }
  };
  const timer = setInterval(() => void look(), Math.min(settings.heartbeatMs, settings.silentAfterMs / 4));
  void look();
  return () => clearInterval(timer);
}

/** Wakes when somebody says that there is work, at the latest after `pollMs`. */
async function createDoorbell({ database, settings, stopping }: WorkerSurroundings) {
  let ring = new AbortController();
  const unlisten = await database.listen(RUNS_CHANNEL, () => ring.abort());
  return {
    async wait() {
      const signal = AbortSignal.any([ring.signal, stopping]);
      await sleep(settings.pollMs, undefined, { signal }).catch(() => {});
      ring = new AbortController();
    },
    close: unlisten,
  };
}

/** Left behind by a worker of this folder that was killed; one folder belongs to one worker. */
async function clearWorkDir(workDir: string): Promise<void> {
  await assertWritable(workDir);
  for (const name of await readdir(workDir)) await rm(join(workDir, name), { recursive: true, force: true });
}

/** Takes runs one after the other until `stopping` is aborted. */
export async function runWorker(around: WorkerSurroundings): Promise<void> {
  const { database, settings, logger, stopping } = around;
  await clearWorkDir(settings.workDir);
  const doorbell = await createDoorbell(around);
  const stopWatching = watchOthers(around);
  try {
    while (!stopping.aborted) {
      const run = await takeRun(database, settings.name).catch((error: unknown) => {
        logger.warn({ reason: describeDatabaseError(error) }, 'the database does not answer');
        return undefined;
      });
      if (run) {
        logger.info({ run: run.claim.runId, kind: run.kind, attempt: run.claim.attempt }, 'run taken');
        await workOnRun(around, run);
      } else if (settings.once) return;
      else await doorbell.wait();
    }
  } finally {
    stopWatching();
    await doorbell.close();
  }
}
