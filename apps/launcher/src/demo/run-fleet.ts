import { join } from 'node:path';
import { describeError } from '@natiu/errors';
import { createProgress } from '@natiu/terminal';
import type { Broker, Launch } from '../servers.ts';
import { localOrigin } from '../servers.ts';
import { waitForHealth } from '../wait-for-health.ts';
import { startAgent } from './agents.ts';
import type { DemoModel } from './find-model.ts';
import { ensurePictures } from './pictures.ts';
import type { DemoTrap } from './sites.ts';

/** Long enough to hand over what was counted, short enough for a polite Ctrl-C. */
const AGENT_GRACE_MS = 4_000;
const FIRST_COUNTS_MS = 300_000;

/**
 * Renders each trap's pictures and starts its agent as soon as they are there. A trap that fails is named and
 * does not keep the others back.
 */
export async function runFleet(
  launch: Launch,
  traps: readonly DemoTrap[],
  running: { broker: Broker; model: DemoModel },
): Promise<void> {
  const { layout, shutdown, signal } = launch;
  const places = { demoDir: layout.demo, logFile: join(layout.logs, 'render.log') };
  const around = {
    authority: running.broker.authority,
    brokerPort: running.broker.port,
    model: running.model.file,
    demoDir: layout.demo,
    logs: layout.logs,
    onTrouble: (text: string) => launch.say(`  !     ${text}`),
  };
  const progress = createProgress({ label: '  Demonstration traps', total: traps.length, unit: 'traps' });
  let failed = 0;
  try {
    for (const trap of traps) {
      signal.throwIfAborted();
      try {
        const pictures = await ensurePictures(trap, places, signal);
        shutdown.addProcess('agents', await startAgent(trap, pictures, around), AGENT_GRACE_MS);
      } catch (error) {
        if (signal.aborted) throw error;
        failed += 1;
        launch.say(`  FAIL  ${describeError(error)}`);
      }
      progress.advance(1, trap.label);
    }
  } finally {
    progress.finish();
  }
  if (failed < traps.length) await announceFirstCounts(launch);
}

/** Good news, or where to look: the system runs on either way. */
async function announceFirstCounts(launch: Launch): Promise<void> {
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
  } catch (error) {
    if (launch.signal.aborted) throw error;
    launch.say(`  !     No counts have arrived so far. The logs are in ${launch.layout.logs}`);
  }
}
