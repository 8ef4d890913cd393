import { setTimeout as sleep } from 'node:timers/promises';
import { migrate, openDatabase } from '@natiu/db';
import { describeError } from '@natiu/errors';
import type { Logger } from '@natiu/logger';
import { commitBatch } from '@natiu/services';
import { createBackoff } from './backoff.ts';
import { connectBroker, type BrokerConnection, type Delivery } from './broker-connection.ts';
import { createCommitter, queueKeyOf, type Committer } from './committer.ts';
import type { IngestSettings } from './env.ts';
import { startHealthServer } from './health-server.ts';
import { createTrapQueues } from './trap-queues.ts';

/** Batches in memory; beyond that the connection is not read. At 128 KB each at most 16 MB. */
const CAPACITY = 128;
/** A batch in work when we are told to stop gets this long; its trap has it in any case. */
const FINISH_MS = 4_000;
/** So long may a broker take to accept the last watermarks. */
const GOODBYE_MS = 2_000;

export interface RunningIngest {
  healthPort: number | undefined;
  stop(): Promise<void>;
}

const atMost = (ms: number, work: Promise<unknown>): Promise<unknown> =>
  Promise.race([work, sleep(ms, undefined, { ref: false })]);

async function migrateUntilDone(databaseUrl: string, logger: Logger, signal: AbortSignal): Promise<void> {
  const backoff = createBackoff(500, 15_000);
  while (!signal.aborted) {
    try {
      await migrate(databaseUrl);
      return;
    } catch (error) {
      logger.error({ error: describeError(error) }, 'the database is not ready; trying again');
    }
    await backoff.wait(signal);
  }
}

function reportHealth(broker: BrokerConnection | undefined, committer: Committer, inFlight: number) {
  const figures = committer.figures();
  // The broker is only asked once the tables are there.
  const databaseState = broker === undefined ? 'starting' : figures.failingSince ? 'failing' : 'ok';
  const brokerOk = broker?.isConnected() ?? false;
  return {
    status: brokerOk && databaseState === 'ok' ? ('ok' as const) : ('degraded' as const),
    broker: brokerOk ? 'connected' : 'disconnected',
    database: databaseState,
    inFlight,
    ...figures,
  };
}

/** Broker to database: subscribes to every trap, commits, then acknowledges. Outages of both are waited out. */
export async function runIngest(settings: IngestSettings, logger: Logger): Promise<RunningIngest> {
  const stopping = new AbortController();
  const { signal } = stopping;
  const database = openDatabase(settings.databaseUrl, { max: settings.concurrency });
  let broker: BrokerConnection | undefined;
  const committer = createCommitter({
    commit: (batch) => commitBatch(database, batch),
    createBackoff: () => createBackoff(200, 15_000),
    logger,
    signal,
    publish: (topic, payload) => broker?.publish(topic, payload),
  });
  const queues = createTrapQueues<Delivery>({
    concurrency: settings.concurrency,
    capacity: CAPACITY,
    work: (delivery) => committer.commit(delivery),
  });
  const health =
    settings.healthPort === undefined
      ? undefined
      : await startHealthServer({ host: settings.healthHost, port: settings.healthPort }, () =>
          reportHealth(broker, committer, queues.size()),
        );
  // Not awaited: a caller who is told to stop while the database is away must be able to.
  const starting = migrateUntilDone(settings.databaseUrl, logger, signal).then(() => {
    if (signal.aborted) return;
    broker = connectBroker({
      url: settings.brokerUrl,
      tls: settings.tls,
      clientId: settings.clientId,
      logger,
      accept: (delivery) => queues.push(queueKeyOf(delivery.topic), delivery),
    });
  });
  return {
    healthPort: health?.port,
    async stop() {
      stopping.abort();
      await atMost(FINISH_MS, Promise.all([starting, queues.stop()]));
      if (broker) await atMost(GOODBYE_MS, broker.close());
      await health?.close();
      await database.close();
    },
  };
}
