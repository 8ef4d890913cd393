import { join, relative } from 'node:path';
import { migrate } from '@natiu/db';
import { buildDashboard } from './dashboard-build.ts';
import { DEMO_MODEL_DIR, findDemoModel } from './demo/find-model.ts';
import { registerFleet } from './demo/register-fleet.ts';
import { runFleet } from './demo/run-fleet.ts';
import { ensureSignIns } from './demo/sign-ins.ts';
import type { SignIn } from './demo/sign-ins.ts';
import { planDemoTraps } from './demo/sites.ts';
import type { DemoTrap } from './demo/sites.ts';
import { REPOSITORY_ROOT } from './layout.ts';
import type { Reporter } from './reporter.ts';
import { readOrCreateSecret } from './secrets.ts';
import {
  dashboardEnvironment,
  startBrokerProcess,
  startDashboard,
  startDatabase,
  startIngest,
  startWorker,
} from './servers.ts';
import type { Broker, Launch } from './servers.ts';
import type { DemoModel } from './demo/find-model.ts';

export interface Launched {
  signIns: SignIn[];
  traps: DemoTrap[];
  broker: Broker;
  model: DemoModel | undefined;
}

async function prepareDashboard(launch: Launch, reporter: Reporter): Promise<void> {
  const logFile = join(launch.layout.logs, 'dashboard-build.log');
  await reporter.step('Dashboard built', async (tell) => {
    tell('about a minute the first time');
    tell((await buildDashboard(logFile, launch.signal)) ? '' : 'unchanged since the last start');
  });
}

async function startDemonstration(
  launch: Launch,
  step: Reporter['step'],
  running: { databaseUrl: string; broker: Broker },
): Promise<Pick<Launched, 'traps' | 'model'>> {
  if (!launch.options.demo) return { traps: [], model: undefined };
  const traps = planDemoTraps(launch.options.traps);
  const model = findDemoModel();
  await step(`Sites and traps: ${traps.length} in Paraguay`, () =>
    registerFleet(running.databaseUrl, traps, model),
  );
  if (model) {
    launch.background.push(runFleet(launch, traps, { broker: running.broker, model }));
  } else {
    const folder = relative(REPOSITORY_ROOT, DEMO_MODEL_DIR);
    launch.say(`  !     ${folder} holds no model (*.onnx): the demonstration's traps stay off.`);
  }
  return { traps, model };
}

/**
 * Brings everything up, each step after what it needs. The demonstration's traps start while the dashboard is
 * built: their first counts are there when it opens.
 */
export async function launchAll(launch: Launch, reporter: Reporter): Promise<Launched> {
  const { options, layout, signal } = launch;
  const step: Reporter['step'] = (title, work) => {
    signal.throwIfAborted();
    return reporter.step(title, work);
  };
  const databaseUrl = await step('PostgreSQL', () => startDatabase(launch));
  await step('Tables up to date', () => migrate(databaseUrl));
  const broker = await step('Certificates and MQTT broker', async (tell) => {
    const running = await startBrokerProcess(launch);
    tell(`127.0.0.1:${running.port}, mutual TLS`);
    return running;
  });
  await step('Ingest', () => startIngest(launch, databaseUrl, broker));
  const env = dashboardEnvironment(options, {
    databaseUrl,
    authSecret: readOrCreateSecret(layout.authSecret),
    objects: layout.objects,
  });
  const signIns = await step('People who may sign in', () => ensureSignIns(layout, env, signal));
  const { traps, model } = await startDemonstration(launch, step, { databaseUrl, broker });
  await prepareDashboard(launch, { ...reporter, step });
  await step('Dashboard', () => startDashboard(launch, env));
  await step('Worker for training runs', () => startWorker(launch, databaseUrl));
  return { signIns, traps, broker, model };
}
