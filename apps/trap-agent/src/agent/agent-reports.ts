import { statfsSync } from 'node:fs';
import { describeError } from '@natiu/errors';
import type { Logger } from '@natiu/logger';
import type { AgentStore } from '../store/agent-store.ts';
import type { Clock } from './count-ledger.ts';

type Level = 'info' | 'warning' | 'error';

/** Events and heartbeats: into the outbox and, events, into the log. */
export interface AgentReports {
  event(level: Level, code: string, message: string): void;
  heartbeat(): void;
}

export interface ReportOptions {
  readonly store: AgentStore;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly modelHash: string;
  readonly agentVersion: string;
  readonly dataDir: string;
}

const MESSAGE_MAX = 1_000;
/** Old signs of life are worth nothing: a trap that was offline for a week does not send all of them. */
const WAITING_HEARTBEATS_MAX = 20;

export function createReports(options: ReportOptions): AgentReports {
  const { store, clock, logger } = options;
  const startedMs = clock.monotonicMs();
  const log = { info: logger.info, warning: logger.warn, error: logger.error };

  return {
    event(level, code, message) {
      log[level].call(logger, { code }, message);
      const atUtc = new Date(clock.nowMs()).toISOString();
      store.outbox.append({ kind: 'event', atUtc, level, code, message: shorten(message) });
    },
    heartbeat() {
      if (store.outbox.depth('heartbeat') >= WAITING_HEARTBEATS_MAX) return;
      store.outbox.append({
        kind: 'heartbeat',
        sentAtUtc: new Date(clock.nowMs()).toISOString(),
        agentVersion: options.agentVersion,
        modelHash: options.modelHash,
        uptimeS: Math.round(clock.monotonicMs() - startedMs) / 1000,
        outboxDepth: Math.min(1_000_000, store.outbox.depth()),
        ...readFreeBytes(options, logger),
      });
    },
  };
}

function shorten(message: string): string {
  return message.length <= MESSAGE_MAX ? message : `${message.slice(0, MESSAGE_MAX - 1)}…`;
}

function readFreeBytes({ dataDir }: ReportOptions, logger: Logger): { storageFreeBytes?: number } {
  try {
    const { bavail, bsize } = statfsSync(dataDir);
    return { storageFreeBytes: bavail * bsize };
  } catch (error) {
    logger.debug(`The free space of ${dataDir} is not known: ${describeError(error)}`);
    return {};
  }
}
