import { setTimeout as sleep } from 'node:timers/promises';
import { describeError } from '@natiu/errors';
import { INTERRUPTED_EXIT_CODE, exitCodeFor, parseCli, printJsonLine } from '@natiu/terminal';
import { announceFirstCounts } from './demo/run-fleet.ts';
import { launchAll } from './launch.ts';
import { layOut } from './layout.ts';
import { createProgram } from './options.ts';
import type { LaunchOptions } from './options.ts';
import { preflight } from './preflight.ts';
import { createReporter } from './reporter.ts';
import type { Reporter } from './reporter.ts';
import type { Launch } from './servers.ts';
import { createShutdown } from './shutdown.ts';
import { listenForSignals } from './signals.ts';
import { dashboardAddress, formatWelcome } from './welcome.ts';

/** A step that is under way when Ctrl-C comes gets this long to come to an end that can be undone in order. */
const UNDERWAY_MS = 5_000;

async function bringUp(launch: Launch, reporter: Reporter): Promise<void> {
  const { options } = launch;
  const launched = await launchAll(launch, reporter);
  launch.signal.throwIfAborted();
  reporter.say(formatWelcome(options, launched.signIns));
  if (options.json) {
    printJsonLine({
      address: dashboardAddress(options),
      users: launched.signIns,
      traps: launched.model ? launched.traps.map((trap) => trap.id) : [],
      brokerPort: launched.broker.port,
    });
  }
  if (launched.model) await announceFirstCounts(launch);
}

/** Runs until it is told to stop, or until the start fails. */
async function run(options: LaunchOptions): Promise<void> {
  const layout = layOut(options.data);
  const abort = new AbortController();
  const reporter = createReporter(options.json ? process.stderr : process.stdout, abort.signal);
  const shutdown = createShutdown();
  const lock = await reporter.step('Preflight', () => preflight(options, layout));
  process.on('exit', () => lock.release());
  const launch: Launch = {
    options,
    layout,
    shutdown,
    signal: abort.signal,
    say: reporter.say,
    background: [],
  };
  let up: Promise<void> = Promise.resolve();

  let leaving = false;
  const leave = async (exitCode: number) => {
    if (leaving) return;
    leaving = true;
    abort.abort(new Error('stopped from outside'));
    await Promise.race([Promise.allSettled([up, ...launch.background]), sleep(UNDERWAY_MS)]);
    await shutdown.stopAll((text) => reporter.say(`  !     ${text}`));
    lock.release();
    reporter.say('  Natiu has stopped.');
    process.exit(exitCode);
  };
  listenForSignals({
    onStop: (signal) => {
      reporter.say(signal === 'SIGINT' ? '\n  Stopping; once more to end at once.' : '  Stopping.');
      void leave(signal === 'SIGINT' ? 0 : 128 + (signal === 'SIGHUP' ? 1 : 15));
    },
    onKill: () => {
      shutdown.killAll();
      process.exit(INTERRUPTED_EXIT_CODE);
    },
  });
  up = bringUp(launch, reporter);
  up.catch((error: unknown) => {
    if (abort.signal.aborted) return;
    process.stderr.write(`error: ${describeError(error)}\n`);
    void leave(exitCodeFor(error));
  });
}

// A terminal that is gone must not end the orderly stop.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {});

const status = await parseCli(createProgram(run), process.argv, (text) => process.stderr.write(text));
if (status !== 0) process.exit(status);
