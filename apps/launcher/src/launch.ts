import { join, relative } from 'node:path';
import { migrate } from '@natiu/db';
import { buildDashboard } from './dashboard-build.ts';
import { DEMO_MODEL_DIR, findDemoModel } from './demo/find-model.ts';
import { registerFleet } from './demo/register-fleet.ts';
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

/** Brings everything up, each step after what it needs; the demonstration's traps follow by `runFleet`. */
export async function launchAll(launch: Launch, reporter: Reporter): Promise<Launched> {
  const { options, layout, signal } = launch;
  const step: Reporter['step'] = (title, work) => {
    signal.throwIfAborted();
    return reporter.step(title, work);
  };
  await prepareDashboard(launch, { ...reporter, step });
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
  });
  const signIns = await step("The demonstration's people", () => ensureSignIns(layout, env, signal));
  const traps = options.demo ? planDemoTraps(options.traps) : [];
  const model = options.demo ? findDemoModel() : undefined;
  if (options.demo) {
    await step(`Sites and traps: ${traps.length} in Paraguay`, () =>
      registerFleet(databaseUrl, traps, model),
    );
  }
  await step('Dashboard', () => startDashboard(launch, env));
  if (options.demo && !model) {
    const folder = relative(REPOSITORY_ROOT, DEMO_MODEL_DIR);
    reporter.say(`  !     ${folder} holds no model (*.onnx): the demonstration's traps stay off.`);
  }
  return { signIns, traps, broker, model };
}
