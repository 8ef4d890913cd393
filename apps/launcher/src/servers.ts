import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describeError, EnvironmentError } from '@natiu/errors';
import { createAuthority, findFreePort, isListening, startPostgres } from '@natiu/local-stack';
import type { Authority, RunningPostgres } from '@natiu/local-stack';
import { DASHBOARD_DIR, REPOSITORY_ROOT, programPath } from './layout.ts';
import type { DataLayout } from './layout.ts';
import type { LaunchOptions } from './options.ts';
import { readLastLines } from './process/log-file.ts';
import { superviseProcess } from './process/supervised-process.ts';
import { ensureSigningKey } from './secrets.ts';
import type { Shutdown } from './shutdown.ts';

/** What every part of the start needs. */
export interface Launch {
  options: LaunchOptions;
  layout: DataLayout;
  shutdown: Shutdown;
  signal: AbortSignal;
  say: (text: string) => void;
  /** Work that goes on beside the steps; it ends by itself when `signal` is aborted and never rejects. */
  background: Promise<void>[];
}

const logOf = (launch: Launch, name: string) => join(launch.layout.logs, `${name}.log`);

/** PostgreSQL, started again on the same port when it ends by itself. */
export async function startDatabase(launch: Launch): Promise<string> {
  let running: RunningPostgres;
  let stopping = false;
  const start = async (port?: number) => {
    running = await startPostgres({
      dataDir: launch.layout.postgres,
      port,
      onUnexpectedExit: (reason) => void restart(reason),
    });
  };
  const restart = async (reason: string) => {
    for (let delayMs = 500; !stopping; delayMs = Math.min(delayMs * 2, 30_000)) {
      launch.say(`  !     ${reason}; it starts again in ${delayMs / 1000} s`);
      await sleep(delayMs);
      if (stopping) return;
      try {
        await start(running.port);
        launch.say('  ok    PostgreSQL runs again');
        return;
      } catch (error) {
        reason = describeError(error);
      }
    }
  };
  await start();
  launch.shutdown.add('database', {
    name: 'PostgreSQL',
    budgetMs: 13_000,
    stop: () => {
      stopping = true;
      return running.stop();
    },
  });
  return running!.url;
}

export interface Broker {
  authority: Authority;
  port: number;
}

export async function startBrokerProcess(launch: Launch): Promise<Broker> {
  const authority = await createAuthority(launch.layout.authority);
  await authority.issueServerCertificate();
  const port = launch.options.brokerPort ?? (await findFreePort());
  const main = programPath('libs', 'local-stack', 'src', 'broker', 'main.ts');
  const logFile = logOf(launch, 'broker');
  const broker = superviseProcess({
    name: 'the broker',
    args: [main, '--port', String(port), '--authority', authority.dir],
    cwd: REPOSITORY_ROOT,
    logFile,
    onTrouble: (text) => launch.say(`  !     ${text}`),
  });
  launch.shutdown.addProcess('broker', broker, 2_000);
  await waitFor(() => isListening(port), { what: 'The broker', logFile, signal: launch.signal });
  return { authority, port };
}

interface Wait {
  what: string;
  logFile: string;
  signal: AbortSignal;
  timeoutMs?: number;
}

async function waitFor(ready: () => Promise<boolean>, wait: Wait): Promise<void> {
  const end = performance.now() + (wait.timeoutMs ?? 30_000);
  while (!(await ready())) {
    if (performance.now() > end) {
      throw new EnvironmentError(
        `${wait.what} does not answer. Its log ${wait.logFile} ends with:\n${readLastLines(wait.logFile, 12)}`,
      );
    }
    await sleep(100, undefined, { signal: wait.signal });
  }
}

async function answersOk(url: string): Promise<boolean> {
  try {
    return (await fetch(url, { signal: AbortSignal.timeout(2_000) })).ok;
  } catch {
    return false;
  }
}

export async function startIngest(launch: Launch, databaseUrl: string, broker: Broker): Promise<void> {
  const certificate = await broker.authority.issueServiceCertificate('ingest');
  const healthPort = await findFreePort();
  const logFile = logOf(launch, 'ingest');
  const ingest = superviseProcess({
    name: 'the ingest',
    args: [programPath('apps', 'ingest', 'src', 'main.ts')],
    cwd: REPOSITORY_ROOT,
    env: {
      DATABASE_URL: databaseUrl,
      BROKER_URL: `mqtts://127.0.0.1:${broker.port}`,
      BROKER_CERT_FILE: certificate.certFile,
      BROKER_KEY_FILE: certificate.keyFile,
      BROKER_CA_FILE: certificate.caFile,
      CLIENT_ID: certificate.commonName,
      HEALTH_PORT: String(healthPort),
    },
    logFile,
    onTrouble: (text) => launch.say(`  !     ${text}`),
  });
  launch.shutdown.addProcess('workers', ingest, 3_000);
  const url = `http://127.0.0.1:${healthPort}/health`;
  await waitFor(() => answersOk(url), { what: 'The ingest', logFile, signal: launch.signal });
}

/** Saving a training run takes a step of it and its checkpoint; a longer one goes on from its last epoch. */
const WORKER_GRACE_MS = 10_000;
/** Counting comes first: training takes what the traps and the dashboard leave. */
const WORKER_NICENESS = 10;

/** Takes the runs that are launched from the dashboard. */
export async function startWorker(launch: Launch, databaseUrl: string): Promise<void> {
  const { layout } = launch;
  ensureSigningKey(layout.signingKey);
  const worker = superviseProcess({
    name: "the trainer's worker",
    args: [
      programPath('apps', 'trainer', 'src', 'main.ts'),
      'worker',
      ...['--name', 'this machine', '--nice', String(WORKER_NICENESS)],
    ],
    cwd: REPOSITORY_ROOT,
    env: {
      DATABASE_URL: databaseUrl,
      OBJECTS_DIR: layout.objects,
      SIGNING_KEY_FILE: layout.signingKey,
      WORKER_DIR: layout.worker,
    },
    logFile: logOf(launch, 'worker'),
    onTrouble: (text) => launch.say(`  !     ${text}`),
  });
  launch.shutdown.addProcess('workers', worker, WORKER_GRACE_MS);
}

/** Where this machine reaches the dashboard. */
export function localOrigin(options: LaunchOptions): string {
  const anywhere = options.host === '0.0.0.0' || options.host === '::';
  const host = anywhere ? '127.0.0.1' : options.host.includes(':') ? `[${options.host}]` : options.host;
  return `http://${host}:${options.port}`;
}

export function dashboardEnvironment(
  options: LaunchOptions,
  secrets: { databaseUrl: string; authSecret: string; objects: string },
): Record<string, string> {
  const origin = options.url ?? localOrigin(options);
  const trusted = [origin, localOrigin(options), `http://localhost:${options.port}`];
  return {
    NODE_ENV: 'production',
    NEXT_TELEMETRY_DISABLED: '1',
    DATABASE_URL: secrets.databaseUrl,
    OBJECTS_DIR: secrets.objects,
    BETTER_AUTH_SECRET: secrets.authSecret,
    BETTER_AUTH_URL: origin,
    BETTER_AUTH_TRUSTED_ORIGINS: [...new Set(trusted)].join(','),
    HOSTNAME: options.host,
    PORT: String(options.port),
  };
}

export async function startDashboard(launch: Launch, env: Record<string, string>): Promise<void> {
  const { host, port } = launch.options;
  const logFile = logOf(launch, 'dashboard');
  const preload = programPath('apps', 'launcher', 'src', 'preload-exit-with-parent.ts');
  const next = programPath('node_modules', 'next', 'dist', 'bin', 'next');
  const dashboard = superviseProcess({
    name: 'the dashboard',
    args: ['--import', preload, next, 'start', DASHBOARD_DIR, '--port', String(port), '--hostname', host],
    cwd: DASHBOARD_DIR,
    env,
    logFile,
    onTrouble: (text) => launch.say(`  !     ${text}`),
  });
  launch.shutdown.addProcess('workers', dashboard, 3_000);
  const url = `${localOrigin(launch.options)}/api/health`;
  await waitFor(() => answersOk(url), {
    what: 'The dashboard',
    logFile,
    signal: launch.signal,
    timeoutMs: 60_000,
  });
}
