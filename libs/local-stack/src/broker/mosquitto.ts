import { spawn, spawnSync } from 'node:child_process';
import { chownSync, chmodSync, copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { MAX_PAYLOAD_BYTES, TOPIC_ROOT } from '@natiu/contracts';
import { EnvironmentError } from '@natiu/errors';
import type { Authority } from '../authority/create-authority.ts';
import { findFreePort } from '../process/find-free-port.ts';
import { isListening } from './start-broker.ts';
import type { RunningBroker } from './start-broker.ts';

export interface MosquittoPlan {
  port: number;
  host: string;
  certFile: string;
  keyFile: string;
  caFile: string;
  aclFile: string;
  /** Where its sessions are kept over a restart. */
  dataDir: string;
}

/** Settings of Debian's mosquitto 2.0 that match the embedded broker's rules. */
export function mosquittoConfig(plan: MosquittoPlan): string {
  return [
    `listener ${plan.port} ${plan.host}`,
    'require_certificate true',
    'use_identity_as_username true',
    // Without it a stranger with a valid certificate could take a client id and throw its owner out.
    'use_username_as_clientid true',
    `cafile ${plan.caFile}`,
    `certfile ${plan.certFile}`,
    `keyfile ${plan.keyFile}`,
    'tls_version tlsv1.2',
    'allow_anonymous false',
    `acl_file ${plan.aclFile}`,
    `message_size_limit ${MAX_PAYLOAD_BYTES}`,
    `max_packet_size ${MAX_PAYLOAD_BYTES + 1024}`,
    'max_qos 1',
    'retain_available false',
    'set_tcp_nodelay true',
    'persistence true',
    `persistence_location ${plan.dataDir}/`,
    'autosave_on_changes true',
    'autosave_interval 1',
    'log_dest stderr',
    '',
  ].join('\n');
}

/** Who may do what. `%u` is the certificate's common name. */
export function mosquittoAcl(services: readonly string[]): string {
  const device = [
    ...['counts', 'heartbeat', 'events'].map((kind) => `pattern write ${TOPIC_ROOT}/%u/${kind}`),
    `pattern read ${TOPIC_ROOT}/%u/cmd/#`,
    'pattern readwrite $aws/things/%u/#',
  ];
  const service = services.flatMap((name) => [
    `user ${name}`,
    ...['counts', 'heartbeat', 'events'].map((kind) => `topic read ${TOPIC_ROOT}/+/${kind}`),
    `topic write ${TOPIC_ROOT}/+/cmd/#`,
    '',
  ]);
  return [...service, ...device, ''].join('\n');
}

export function isMosquittoInstalled(): boolean {
  return spawnSync('mosquitto', ['-h'], { stdio: 'ignore' }).error === undefined;
}

/** Started as root, mosquitto becomes its own user and reads keys and writes sessions as that one. */
function handOver(directory: string, files: readonly string[]): void {
  if (process.getuid?.() !== 0) return;
  const [uid, gid] = ['-u', '-g'].map((flag) =>
    Number(spawnSync('id', [flag, 'mosquitto'], { encoding: 'utf8' }).stdout),
  );
  if (!uid || !gid) return;
  for (const path of [directory, ...files]) chownSync(path, uid, gid);
}

/**
 * Debian's mosquitto under the same certificates and rules, for tests of several workers (`$share`) and MQTT 5.
 * `dir` holds its files and must be enterable for its user.
 */
export async function startMosquitto(options: {
  authority: Authority;
  dir: string;
  services: readonly string[];
  port?: number;
}): Promise<RunningBroker> {
  const host = '127.0.0.1';
  const port = options.port ?? (await findFreePort());
  mkdirSync(options.dir, { recursive: true });
  chmodSync(options.dir, 0o700);
  const own = await options.authority.issueServerCertificate();
  const inside = (name: string) => join(options.dir, name);
  const files = { certFile: inside('cert.pem'), keyFile: inside('key.pem'), caFile: inside('ca.pem') };
  copyFileSync(own.certFile, files.certFile);
  copyFileSync(own.keyFile, files.keyFile);
  copyFileSync(own.caFile, files.caFile);
  const aclFile = inside('acl');
  writeFileSync(aclFile, mosquittoAcl(options.services), { mode: 0o600 });
  const configFile = inside('mosquitto.conf');
  writeFileSync(configFile, mosquittoConfig({ ...files, port, host, aclFile, dataDir: options.dir }));
  handOver(options.dir, [...Object.values(files), aclFile, configFile]);
  return runMosquitto(configFile, { port, host });
}

async function runMosquitto(configFile: string, at: { port: number; host: string }): Promise<RunningBroker> {
  const child = spawn('mosquitto', ['-c', configFile], { stdio: ['ignore', 'ignore', 'pipe'] });
  let said = '';
  child.stderr.on('data', (chunk) => (said = `${said}${chunk}`.slice(-4_000)));
  let ended: string | undefined;
  child.once('error', (error) => (ended = error.message));
  child.once('exit', (code, signal) => (ended = String(signal ?? code)));
  for (let i = 0; !(await isListening(at.port)); i++) {
    if (ended !== undefined || i > 200) {
      throw new EnvironmentError(`mosquitto did not start (${ended ?? 'no answer'}):\n${said}`);
    }
    await sleep(25);
  }
  return {
    ...at,
    stop: async () => {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const gone = new Promise((resolve) => child.once('exit', resolve));
      child.kill('SIGTERM');
      await gone;
    },
  };
}
