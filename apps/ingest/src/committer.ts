import { committedTopic, parseUpstreamTopic, type CommittedWatermark } from '@natiu/contracts';
import { describeDatabaseError, findDatabaseErrorCode } from '@natiu/db';
import type { Logger } from '@natiu/logger';
import type { CommitResult, IncomingBatch } from '@natiu/services';
import type { Backoff } from './backoff.ts';
import type { Delivery } from './broker-connection.ts';

export interface CommitterOptions {
  /** `commitBatch` on the database: throws only when trying again makes sense. */
  commit(batch: IncomingBatch): Promise<CommitResult>;
  /** One for each batch that waits. */
  createBackoff(): Backoff;
  logger: Logger;
  publish(topic: string, payload: string): void;
  /** Ends retries: what is not committed then stays in the trap's outbox. */
  signal: AbortSignal;
}

export interface CommitterFigures {
  accepted: number;
  duplicates: number;
  quarantined: number;
  lastCommitAt: Date | undefined;
  /** Since when the database has not answered. */
  failingSince: Date | undefined;
}

export interface Committer {
  /** Commits one delivery, however long the database is away, then acknowledges it. Never rejects. */
  commit(delivery: Delivery): Promise<void>;
  figures(): Readonly<CommitterFigures>;
}

/** A fault of ours, not of the database, does not go away: after these many it is left to the trap to resend. */
const MAX_TRIES_FOR_UNKNOWN_FAULTS = 5;
/** How often an outage is told again. */
const REMIND_MS = 30_000;

export function createCommitter(options: CommitterOptions): Committer {
  const { logger, publish, signal } = options;
  const figures: CommitterFigures = {
    accepted: 0,
    duplicates: 0,
    quarantined: 0,
    lastCommitAt: undefined,
    failingSince: undefined,
  };
  let toldAtMs = 0;

  function noteFailure(error: unknown, topic: string): void {
    figures.failingSince ??= new Date();
    if (Date.now() - toldAtMs < REMIND_MS) return;
    toldAtMs = Date.now();
    logger.error(
      { topic, since: figures.failingSince, error: describeDatabaseError(error) },
      'the database does not take a batch; trying again until it does',
    );
  }

  function noteSuccess(result: CommitResult, topic: string): void {
    if (figures.failingSince) logger.info({ since: figures.failingSince }, 'the database answers again');
    figures.failingSince = undefined;
    toldAtMs = 0;
    figures.lastCommitAt = new Date();
    figures.accepted += result.accepted;
    figures.duplicates += result.duplicates;
    figures.quarantined += result.quarantined;
    if (result.quarantined > 0) logger.warn({ topic, items: result.quarantined }, 'put in quarantine');
    logger.debug({ topic, ...result }, 'committed');
  }

  async function commitWithRetries({ topic, payload, receivedAt }: Delivery) {
    const backoff = options.createBackoff();
    for (let unknownFaults = 0; !signal.aborted;) {
      try {
        return await options.commit({ topic, payload, receivedAt });
      } catch (error) {
        noteFailure(error, topic);
        if (findDatabaseErrorCode(error) === undefined) unknownFaults += 1;
        if (unknownFaults >= MAX_TRIES_FOR_UNKNOWN_FAULTS) {
          logger.error({ topic, err: error }, 'gave a batch back to its trap after an unexpected fault');
          return undefined;
        }
      }
      await backoff.wait(signal);
    }
    return undefined;
  }

  return {
    figures: () => figures,
    async commit(delivery) {
      const result = await commitWithRetries(delivery);
      if (!result) return;
      noteSuccess(result, delivery.topic);
      delivery.acknowledge();
      for (const { trap, boot, upTo } of result.acks) {
        const watermark: CommittedWatermark = { v: 1, boot, upTo };
        publish(committedTopic(trap), JSON.stringify(watermark));
      }
    },
  };
}

/** Batches of one trap keep their order; whatever names no trap shares one queue. */
export const queueKeyOf = (topic: string): string => parseUpstreamTopic(topic)?.trap ?? '';
