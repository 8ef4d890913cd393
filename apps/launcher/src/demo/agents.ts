import { join } from 'node:path';
import type { Authority } from '@natiu/local-stack';
import { REPOSITORY_ROOT, programPath } from '../layout.ts';
import { superviseProcess } from '../process/supervised-process.ts';
import type { SupervisedProcess } from '../process/supervised-process.ts';
import { writePrivate } from '../secrets.ts';
import type { DemoTrap } from './sites.ts';

/** A picture every six seconds and counts twice a minute: something moves, and eight traps fit two cores. */
const PACE_SECONDS = 6;
const INTERVAL_SECONDS = 30;

export interface AgentSurroundings {
  authority: Authority;
  brokerPort: number;
  model: string;
  demoDir: string;
  logs: string;
  signal: AbortSignal;
  onTrouble: (text: string) => void;
}

/** Starts the real agent of one trap, as on a device; only its camera is a folder of rendered pictures. */
export async function startAgent(
  trap: DemoTrap,
  pictures: string,
  around: AgentSurroundings,
): Promise<SupervisedProcess> {
  const certificate = await around.authority.issueDeviceCertificate(trap.id);
  const home = join(around.demoDir, 'agents', trap.id);
  const configFile = join(home, 'config.json');
  const config = {
    trapId: trap.id,
    model: around.model,
    source: { kind: 'replay', folder: pictures, paceSeconds: PACE_SECONDS, loop: true },
    independentCaptures: true,
    intervalSeconds: INTERVAL_SECONDS,
    broker: {
      host: '127.0.0.1',
      port: around.brokerPort,
      certFile: certificate.certFile,
      keyFile: certificate.keyFile,
      caFile: certificate.caFile,
      mqttVersion: '3.1.1',
    },
    dataDir: join(home, 'data'),
    timeZone: trap.site.timeZone,
  };
  writePrivate(configFile, `${JSON.stringify(config, null, 2)}\n`);
  // The start may have been called off while we prepared.
  around.signal.throwIfAborted();
  return superviseProcess({
    name: `trap ${trap.id}`,
    args: [programPath('apps', 'trap-agent', 'src', 'main.ts'), 'run', '--config', configFile],
    cwd: REPOSITORY_ROOT,
    logFile: join(around.logs, `${trap.id}.log`),
    onTrouble: around.onTrouble,
  });
}
