import { join } from 'node:path';
import { describeError } from '@natiu/errors';
import { localOrigin } from '../servers.ts';
import type { Broker, Launch } from '../servers.ts';
import { waitForHealth } from '../wait-for-health.ts';
import { startAgent } from './agents.ts';
import type { DemoModel } from './find-model.ts';
import { ensurePictures } from './pictures.ts';
import type { DemoTrap } from './sites.ts';

/** Long enough to hand over what was counted, short enough for a polite Ctrl-C. */
const AGENT_GRACE_MS = 4_000;
const FIRST_COUNTS_MS = 300_000;
/** Traps that are prepared at the same time: rendering keeps one core busy. */
const LANES = 2;

/**
 * Renders each trap's pictures and starts its agent as soon as they are there, while the rest of the system
 * still comes up. A trap that fails is named and does not keep the others back. Never rejects.
 */
export async function runFleet(
  launch: Launch,
  traps: readonly DemoTrap[],
  running: { broker: Broker; model: DemoModel },
): Promise<void> {
  const waiting = [...traps];
  let done = 0;
  const work = async () => {
    for (let trap = waiting.shift(); trap && !launch.signal.aborted; trap = waiting.shift()) {
      try {
        await runTrap(launch, trap, running);
        done += 1;
        launch.say(`  ok    Trap ${done} of ${traps.length} runs: ${trap.label}`);
      } catch (error) {
        if (!launch.signal.aborted) launch.say(`  FAIL  Trap ${trap.label}: ${describeError(error)}`);
      }
    }
  };
  await Promise.all(Array.from({ length: LANES }, work));
}

async function runTrap(
  launch: Launch,
  trap: DemoTrap,
  running: { broker: Broker; model: DemoModel },
): Promise<void> {
  const { layout, signal } = launch;
  const places = { demoDir: layout.demo, logFile: join(layout.logs, 'render.log') };
  const pictures = await ensurePictures(trap, places, signal);
  const agent = await startAgent(trap, pictures, {
    authority: running.broker.authority,
    brokerPort: running.broker.port,
    model: running.model.file,
    demoDir: layout.demo,
    logs: layout.logs,
    signal,
    onTrouble: (text) => launch.say(`  !     ${text}`),
  });
  launch.shutdown.addProcess('agents', agent, AGENT_GRACE_MS);
}

/** Good news, or where to look: the system runs on either way. */
export async function announceFirstCounts(launch: Launch): Promise<void> {
  try {
    const health = await waitForHealth({
      origin: localOrigin(launch.options),
      timeoutMs: FIRST_COUNTS_MS,
      signal: launch.signal,
      until: (answer) => answer.trapsOnline > 0 && answer.countsTotal > 0,
    });
    launch.say(
      `  ok    Counts arrive: ${health.countsTotal} insects from ${health.trapsOnline} traps so far.`,
    );
  } catch {
    if (launch.signal.aborted) return;
    launch.say(`  !     No counts have arrived so far. The logs are in ${launch.layout.logs}`);
  }
}
