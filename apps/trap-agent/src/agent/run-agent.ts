import type { Logger } from '@natiu/logger';
import type { ClassCounts } from '@natiu/domain';
import type { AgentConfig } from '../config/agent-config.ts';
import { openPipeline } from '../pipeline/open-pipeline.ts';
import type { Pipeline } from '../pipeline/open-pipeline.ts';
import { createFolderSource } from '../sources/folder-source.ts';
import type { PictureSource, SourcePicture } from '../sources/picture-source.ts';
import { createReplaySource } from '../sources/replay-source.ts';
import { openAgentStore } from '../store/agent-store.ts';
import type { AgentStore } from '../store/agent-store.ts';
import { createReports } from './agent-reports.ts';
import type { AgentReports } from './agent-reports.ts';
import { createConditionKeeper } from './condition-keeper.ts';
import type { ConditionKeeper } from './condition-keeper.ts';
import { openCountLedger } from './count-ledger.ts';
import type { Clock, CountLedger } from './count-ledger.ts';
import { openUplink } from './open-uplink.ts';
import type { Uplink } from './open-uplink.ts';
import { processPicture } from './process-picture.ts';
import { sleepUnlessAborted } from './sleep.ts';

export interface RunOptions {
  readonly config: AgentConfig;
  readonly logger: Logger;
  /** Stop: close the interval, send what can be sent at once, leave. */
  readonly signal: AbortSignal;
  /** Leave when a replay has ended and everything is committed in the cloud. */
  readonly exitWhenDone: boolean;
  readonly threads: number | undefined;
  readonly agentVersion: string;
}

export interface AgentSummary {
  readonly trapId: string;
  readonly modelHash: string;
  readonly counts: ClassCounts;
  readonly captures: number;
  readonly unreadable: number;
  /** Messages that still wait in the outbox. */
  readonly waiting: number;
}

const CLOCK: Clock = { nowMs: () => Date.now(), monotonicMs: () => performance.now() };
const TICK_MS = 250;
const STORE_RETRY_MS = 2_000;
const LAST_SEND_MS = 3_000;
/** Before this date nobody can have set the clock of this agent. */
const EARLIEST_MS = Date.UTC(2026, 0, 1);

interface Running {
  readonly options: RunOptions;
  readonly store: AgentStore;
  readonly pipeline: Pipeline;
  readonly ledger: CountLedger;
  readonly reports: AgentReports;
  readonly keeper: ConditionKeeper;
  readonly uplink: Uplink;
}

/**
 * The life of a trap, until `signal` or, with `exitWhenDone`, until everything is delivered.
 * @throws AppError when the model, the certificate or the data folder cannot be used
 */
export async function runAgent(options: RunOptions): Promise<AgentSummary> {
  const { config, logger } = options;
  const pipeline = await openPipeline({ ...config, threads: options.threads });
  const store = openAgentStore(config.dataDir);
  const running = startParts(options, pipeline, store);
  const ticker = startTicking(running);
  try {
    announce(running);
    await capture(running, openSource(config, store));
    await settle(running);
  } finally {
    clearInterval(ticker);
    await running.uplink.close();
    await pipeline.close();
  }
  const summary = summarise(running);
  store.close();
  logger.info(summary, 'stopped');
  return summary;
}

function startParts(options: RunOptions, pipeline: Pipeline, store: AgentStore): Running {
  const { config, logger, agentVersion } = options;
  const { modelHash } = pipeline;
  const shared = { store, clock: CLOCK, modelHash };
  const reports = createReports({ ...shared, logger, agentVersion, dataDir: config.dataDir });
  const uplink = openUplink(config, store.outbox, logger);
  const keeper = createConditionKeeper({ logger, reports: () => reports, book: () => ledger.book() });
  const ledger = openCountLedger({
    ...shared,
    intervalSeconds: config.intervalSeconds,
    timeZone: config.timeZone,
    isDegraded: () => keeper.conditions.isDegraded,
  });
  return { options, store, pipeline, ledger, reports, keeper, uplink };
}

function announce({ keeper, reports, pipeline, store }: Running): void {
  keeper.attempt(() => {
    const { recovery } = store;
    if (recovery) {
      const message = `The store was damaged (${recovery.reason}); it was moved to ${recovery.movedTo}, ${recovery.salvagedRows} rows were saved.`;
      reports.event('error', 'store-damaged', message);
    }
    reports.event('info', 'model-loaded', `${pipeline.modelName}, SHA-256 ${pipeline.modelHash}`);
    if (pipeline.warning) reports.event('warning', 'model-without-manifest', pipeline.warning);
  });
}

function startTicking(running: Running): NodeJS.Timeout {
  const { keeper, ledger, reports, uplink } = running;
  const everyMs = running.options.config.heartbeatSeconds * 1000;
  let heartbeatAt = -Infinity;
  return setInterval(() => {
    const unset = CLOCK.nowMs() < EARLIEST_MS;
    keeper.set('clock-unset', unset ? `The clock says ${new Date().toISOString()}; set it.` : undefined);
    keeper.attempt(() => ledger.tick());
    if (CLOCK.monotonicMs() - heartbeatAt >= everyMs && keeper.attempt(() => reports.heartbeat())) {
      heartbeatAt = CLOCK.monotonicMs();
    }
    uplink.delivery.wake();
  }, TICK_MS);
}

function openSource(config: AgentConfig, store: AgentStore): PictureSource {
  const { source } = config;
  const done = store.pictures;
  return source.kind === 'folder'
    ? createFolderSource({ ...source, done })
    : createReplaySource({ ...source, done });
}

async function capture(running: Running, source: PictureSource): Promise<void> {
  const { keeper, options } = running;
  const { signal, exitWhenDone } = options;
  while (!signal.aborted) {
    const step = await source.next();
    keeper.set('source-unavailable', step.kind === 'unavailable' ? step.reason : undefined);
    switch (step.kind) {
      case 'picture':
        await takePicture(running, step.picture);
        break;
      case 'finished':
        keeper.set('source-finished', 'All pictures of the replay are counted.');
        if (exitWhenDone) return;
        await sleepUnlessAborted(STORE_RETRY_MS, signal);
        break;
      default:
        await sleepUnlessAborted(step.ms, signal);
    }
  }
}

async function takePicture(running: Running, picture: SourcePicture): Promise<void> {
  const { options, keeper } = running;
  const work = { ...running, clock: CLOCK, independentCaptures: options.config.independentCaptures };
  try {
    const outcome = await processPicture(work, picture);
    if (outcome === 'failed') {
      keeper.set('detector-failing', `The model gives no usable result, first for ${picture.name}.`);
    } else if (outcome === 'read') keeper.set('detector-failing', undefined);
  } catch (error) {
    // The picture stays where it is and is offered again: nothing is lost while the disk is full.
    keeper.attempt(() => {
      throw error;
    });
    await sleepUnlessAborted(STORE_RETRY_MS, options.signal);
  }
}

/** Closes the interval; then waits for the cloud as long as asked for. */
async function settle({ keeper, ledger, options, uplink }: Running): Promise<void> {
  keeper.attempt(() => ledger.flush());
  uplink.delivery.wake();
  while (options.exitWhenDone && !options.signal.aborted) {
    if (await uplink.delivery.whenEmpty(TICK_MS)) return;
  }
  if (uplink.isConnected) await uplink.delivery.whenEmpty(LAST_SEND_MS);
}

function summarise({ options, pipeline, store }: Running): AgentSummary {
  const { trapId } = options.config;
  return {
    trapId,
    modelHash: pipeline.modelHash,
    ...store.readTotals(),
    waiting: store.outbox.depth(),
  };
}
