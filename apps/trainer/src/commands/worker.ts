import { mkdir, readFile } from 'node:fs/promises';
import { availableParallelism, hostname, setPriority, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { openDatabase } from '@natiu/db';
import { EnvironmentError } from '@natiu/errors';
import { createLogger, exitWithParent } from '@natiu/logger';
import { readPrivateKey } from '@natiu/model-package';
import { createDiskObjectStore } from '@natiu/object-store';
import { HEARTBEAT_MS, SILENT_AFTER_MS } from '@natiu/services';
import { Option, interruptSignal } from '@natiu/terminal';
import type { Command } from '@natiu/terminal';
import { runWorker } from '../worker/run-worker.ts';
import { parseWhole } from './parse-options.ts';

interface WorkerOptions {
  readonly databaseUrl: string;
  readonly objects: string;
  readonly signingKey: string;
  readonly workDir?: string;
  readonly name?: string;
  readonly threads: number;
  readonly nice: number;
  readonly heartbeat: number;
  readonly silentAfter: number;
  readonly once?: boolean;
  readonly json?: boolean;
}

/** A run that is to be saved may need this long: one step, and its checkpoint. */
const LEAVE_MS = 110_000;

async function checkSigningKey(file: string): Promise<string> {
  const text = await readFile(file, 'utf8').catch((cause: unknown) => {
    throw new EnvironmentError(
      `There is no signing key ${file}. Make one with: npm run trainer -- signing-key --out FILE`,
      { cause },
    );
  });
  readPrivateKey(text);
  return resolve(file);
}

async function work(options: WorkerOptions): Promise<void> {
  const signingKeyFile = await checkSigningKey(options.signingKey);
  if (options.nice > 0) setPriority(options.nice);
  const name = options.name ?? `${hostname()}-${process.pid}`;
  const logger = createLogger({ name: 'worker' });
  const database = openDatabase(options.databaseUrl, { max: 4 });
  const stop = new AbortController();
  const objects = resolve(options.objects);
  await mkdir(objects, { recursive: true });
  const worker = runWorker({
    database,
    objects: createDiskObjectStore(objects),
    logger,
    settings: {
      name,
      workDir: resolve(options.workDir ?? join(tmpdir(), `natiu-worker-${name}`)),
      signingKeyFile,
      threads: options.threads,
      heartbeatMs: options.heartbeat,
      silentAfterMs: options.silentAfter,
      pollMs: 5_000,
      once: options.once ?? false,
    },
    stopping: AbortSignal.any([stop.signal, interruptSignal()]),
  });
  for (const signal of ['SIGTERM', 'SIGHUP'] as const) process.on(signal, () => stop.abort());
  exitWithParent(() => {
    stop.abort();
    return worker;
  }, LEAVE_MS);
  logger.info({ worker: name, threads: options.threads }, 'worker started');
  try {
    await worker;
  } finally {
    await database.close();
  }
  logger.info({ worker: name }, 'worker stopped');
}

/** `trainer worker`: takes runs from the queue, on as many machines as there are. */
export function registerWorkerCommand(program: Command): void {
  program
    .command('worker')
    .description('take runs from the queue in the database, one after the other, until stopped')
    .addOption(
      new Option('--database-url <url>', 'PostgreSQL of the dashboard')
        .env('DATABASE_URL')
        .makeOptionMandatory(),
    )
    .addOption(
      new Option('--objects <dir>', 'object store that all workers and the dashboard share')
        .env('OBJECTS_DIR')
        .makeOptionMandatory(),
    )
    .addOption(
      new Option('--signing-key <file>', 'key that models are signed with (PEM)')
        .env('SIGNING_KEY_FILE')
        .makeOptionMandatory(),
    )
    .addOption(
      new Option('--work-dir <dir>', 'scratch folder of this worker alone; it is emptied').env('WORKER_DIR'),
    )
    .option('--name <name>', 'how the dashboard calls this worker (default: host and process)')
    .option('--threads <n>', 'threads inside one operator', parseWhole(1), availableParallelism())
    .option('--nice <n>', 'priority: 0 as others, 10 behind them', parseWhole(0), 0)
    .option('--heartbeat <ms>', 'how often it says that it lives', parseWhole(100), HEARTBEAT_MS)
    .option('--silent-after <ms>', 'a worker silent for so long is dead', parseWhole(500), SILENT_AFTER_MS)
    .option('--once', 'end when nothing waits')
    .option('--json', 'logs are JSON lines in any case; accepted like everywhere else')
    .action((options: WorkerOptions) => work(options));
}
