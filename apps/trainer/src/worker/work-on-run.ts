import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { RunKind } from '@natiu/contracts';
import { RUNS_CHANNEL, describeDatabaseError } from '@natiu/db';
import type { Database } from '@natiu/db';
import { AppError, describeError } from '@natiu/errors';
import type { Logger } from '@natiu/logger';
import type { ObjectStore } from '@natiu/object-store';
import {
  RunLostError,
  appendRunLog,
  endRun,
  giveRunBack,
  listRunArtefacts,
  sendHeartbeat,
} from '@natiu/services';
import type { ClaimedRun, RunEnd } from '@natiu/services';
import { runCompareJob } from './compare-versions.ts';
import { runImportJob } from './import-job.ts';
import { runProposeJob } from './propose-job.ts';
import { createRunLogWriter } from './run-log-writer.ts';
import type { WorkerSettings } from './settings.ts';
import { LAST_CHECKPOINT } from '../training/run-files.ts';
import { runTrainingJob } from './training-job.ts';
import { StoppedError, dropArtefacts, persist } from './work.ts';
import type { Work } from './work.ts';

/** What a job returns is kept as the run's result. */
const JOBS: Record<RunKind, (work: Work) => Promise<unknown>> = {
  normal: runTrainingJob,
  distilled: runTrainingJob,
  'distilled-retrained': runTrainingJob,
  import: runImportJob,
  propose: runProposeJob,
  compare: runCompareJob,
};

export interface WorkerSurroundings {
  readonly database: Database;
  readonly objects: ObjectStore;
  readonly logger: Logger;
  readonly settings: WorkerSettings;
  /** Aborted when the worker is to stop; its run goes back into the queue. */
  readonly stopping: AbortSignal;
}

/** Says that the run is alive, and hears whether it is to end. */
async function watchRun(around: WorkerSurroundings, run: ClaimedRun, controller: AbortController) {
  const { database, settings, logger, stopping } = around;
  let asking: Promise<void> | undefined;
  const ask = async () => {
    try {
      const { cancelRequested } = await sendHeartbeat(database, run.claim);
      if (cancelRequested) controller.abort('cancelled');
    } catch (error) {
      if (error instanceof RunLostError) controller.abort('lost');
      else logger.warn({ reason: describeDatabaseError(error) }, 'no heartbeat this time');
    }
  };
  const askOnce = () => {
    asking ??= ask().finally(() => (asking = undefined));
    return asking;
  };
  const timer = setInterval(() => void askOnce(), settings.heartbeatMs);
  const stop = () => controller.abort('stopping');
  if (stopping.aborted) stop();
  else stopping.addEventListener('abort', stop, { once: true });
  // A wish to cancel is heard at once; the heartbeat would bring it too, only later.
  const unlisten = await database.listen(RUNS_CHANNEL, (runId) => {
    if (runId === run.claim.runId) void askOnce();
  });
  return async () => {
    clearInterval(timer);
    stopping.removeEventListener('abort', stop);
    await unlisten();
    await asking;
  };
}

/** What a person reads beside a run that failed. */
function describeFailure(error: unknown): string {
  if (error instanceof AppError) return error.message;
  return `Something unexpected happened on the worker (${describeError(error)}). Its log has more.`;
}

/** Nobody goes on with a run that has ended: its large files go, its best weights stay. */
async function dropCheckpoints(work: Work): Promise<void> {
  const names = [...(await listRunArtefacts(work, work.run.claim.runId)).keys()];
  await dropArtefacts(
    work,
    names.filter((name) => name.endsWith(`/${LAST_CHECKPOINT}`)),
  );
}

async function finishRun(work: Work, end: RunEnd | 'back'): Promise<void> {
  const { run } = work;
  if (end !== 'back' && end.state !== 'succeeded') await dropCheckpoints(work);
  if (end === 'back') await persist(work, () => giveRunBack(work, run.claim));
  else await persist(work, () => endRun(work, run.claim, end));
}

async function runJob(work: Work): Promise<RunEnd | 'back' | 'lost'> {
  try {
    const result = await JOBS[work.run.kind](work);
    return { state: 'succeeded', result };
  } catch (error) {
    const { reason } = work.signal as { reason: string };
    if (error instanceof RunLostError || reason === 'lost') return 'lost';
    if (work.signal.aborted && error instanceof StoppedError)
      return reason === 'cancelled' ? { state: 'cancelled' } : 'back';
    work.logger.error({ err: error, run: work.run.claim.runId }, 'run failed');
    work.log.add('worker', `error: ${describeFailure(error)}`);
    return { state: 'failed', error: describeFailure(error) };
  }
}

/** Works on one run until it ends, is cancelled, is taken away, or the worker is to stop. Never rejects. */
export async function workOnRun(around: WorkerSurroundings, run: ClaimedRun): Promise<void> {
  const { database, settings, logger } = around;
  const { runId, attempt } = run.claim;
  const controller = new AbortController();
  const log = createRunLogWriter((lines) => appendRunLog(database, run.claim, lines), {
    onFailure: (error) => logger.warn({ reason: describeDatabaseError(error) }, 'lines of a run were lost'),
  });
  const dir = join(settings.workDir, `${runId}-${attempt}`);
  const { db } = database;
  const work: Work = { ...around, db, run, dir, log, signal: controller.signal };
  let unwatch: (() => Promise<void>) | undefined;
  try {
    await mkdir(dir, { recursive: true });
    log.add('worker', `${settings.name} takes the run (attempt ${attempt})`);
    unwatch = await watchRun(around, run, controller);
    const end = await runJob(work);
    const said = typeof end === 'string' ? end : end.state;
    logger.info({ run: runId, end: said }, 'run left');
    log.add('worker', said === 'back' ? 'the worker stops; the run waits for the next one' : said);
    await log.close();
    if (end !== 'lost') await finishRun(work, end);
  } catch (error) {
    // The run is found silent and given to somebody else.
    logger.error({ reason: describeDatabaseError(error), run: runId }, 'the end of a run could not be noted');
  } finally {
    await unwatch?.().catch(() => {});
    await rm(dir, { recursive: true, force: true }).catch(() => {});
  }
}
