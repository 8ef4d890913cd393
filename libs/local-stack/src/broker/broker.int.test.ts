import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { connect as connectTls } from 'node:tls';
import { fileURLToPath } from 'node:url';
import { MAX_PAYLOAD_BYTES } from '@natiu/contracts';
import { createLogger } from '@natiu/logger';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { isMosquittoInstalled, startMosquitto } from './mosquitto.ts';
import { isListening, startBroker } from './start-broker.ts';
import type { RunningBroker } from './start-broker.ts';
import type { Authority } from '../authority/create-authority.ts';
import { findFreePort } from '../process/find-free-port.ts';
import {
  closeClients,
  collect,
  connect,
  makeAuthority,
  makeFolder,
  removeFolders,
  untilClosed,
} from '../testing/broker-clients.ts';

const logger = createLogger({ name: 'broker', level: 'silent' });
const UP = 'natiu/v1/traps/trap-1/counts';
const DOWN = 'natiu/v1/traps/trap-1/cmd/committed';

interface Kind {
  name: string;
  start(authority: Authority): Promise<RunningBroker>;
}

const kinds: Kind[] = [
  { name: 'embedded broker', start: (authority) => startBroker({ authority, logger }) },
  {
    name: 'mosquitto',
    start: (authority) =>
      startMosquitto({ authority, dir: makeFolder('mosquitto'), services: ['service.ingest'] }),
  },
];

afterEach(closeClients);
afterAll(removeFolders);

for (const kind of kinds.filter(({ name }) => name !== 'mosquitto' || isMosquittoInstalled())) {
  describe(kind.name, () => {
    let authority: Authority;
    let broker: RunningBroker;
    const asTrap = async (id: string) =>
      connect({ port: broker.port, certificate: await authority.issueDeviceCertificate(id), clientId: id });
    const asService = async () =>
      connect({
        port: broker.port,
        certificate: await authority.issueServiceCertificate('ingest'),
        clientId: 'service.ingest',
      });

    beforeAll(async () => {
      authority = await makeAuthority();
      broker = await kind.start(authority);
    });
    afterAll(() => broker.stop());

    it('carries counts up and acknowledgements down', async () => {
      const service = await asService();
      const trap = await asTrap('trap-1');
      const up = collect(service);
      const down = collect(trap);
      await service.subscribeAsync('natiu/v1/traps/+/counts', { qos: 1 });
      await trap.subscribeAsync('natiu/v1/traps/trap-1/cmd/#', { qos: 1 });
      await trap.publishAsync(UP, 'seven', { qos: 1 });
      await up.until(1);
      await service.publishAsync(DOWN, 'kept', { qos: 1 });
      await down.until(1);
      expect(up.heard).toEqual([{ topic: UP, text: 'seven' }]);
      expect(down.heard).toEqual([{ topic: DOWN, text: 'kept' }]);
    });

    it('refuses a certificate of another authority, and none at all', async () => {
      const stranger = await (await makeAuthority()).issueDeviceCertificate('trap-1');
      const disguised = { ...stranger, caPem: authority.caPem };
      await expect(
        connect({ port: broker.port, certificate: disguised, clientId: 'trap-1' }),
      ).rejects.toThrow();
      await expect(connect({ port: broker.port, clientId: 'trap-1' })).rejects.toThrow();
    });

    it('does not let a valid certificate take over the client id of another trap', async () => {
      const victim = await asTrap('trap-1');
      const received = collect(victim);
      await victim.subscribeAsync('natiu/v1/traps/trap-1/cmd/#', { qos: 1 });
      const certificate = await authority.issueDeviceCertificate('trap-2');
      // The embedded broker says no; mosquitto renames the thief to its own name. The victim never notices.
      await connect({ port: broker.port, certificate, clientId: 'trap-1' }).catch(() => undefined);
      const service = await asService();
      await service.publishAsync(DOWN, 'still here', { qos: 1 });
      await received.until(1);
      expect(victim.connected).toBe(true);
      expect(received.heard).toHaveLength(1);
    });

    it('delivers nothing that a trap publishes in the name of another, or as the cloud', async () => {
      const service = await asService();
      const { heard, until } = collect(service);
      await service.subscribeAsync('natiu/v1/traps/+/counts', { qos: 1 });
      const victim = await asTrap('trap-1');
      const commands = collect(victim);
      await victim.subscribeAsync('natiu/v1/traps/trap-1/cmd/#', { qos: 1 });
      for (const topic of [UP, DOWN]) {
        const thief = await asTrap('trap-2');
        thief.publish(topic, 'forged', { qos: 1 });
        await Promise.race([untilClosed(thief), sleep(300)]);
        thief.end(true);
      }
      await victim.publishAsync(UP, 'true', { qos: 1 });
      await until(1);
      expect(heard).toEqual([{ topic: UP, text: 'true' }]);
      expect(commands.heard).toEqual([]);
    });

    it('lets a trap hear nothing of other traps', async () => {
      const spy = await asTrap('trap-2');
      const { heard } = collect(spy);
      for (const filter of ['#', 'natiu/v1/traps/+/counts', 'natiu/v1/traps/trap-1/cmd/#']) {
        await spy.subscribeAsync(filter, { qos: 1 }).catch(() => undefined);
      }
      const own = collect(await asService());
      const trap = await asTrap('trap-1');
      const service = await asService();
      await service.subscribeAsync('natiu/v1/traps/+/counts', { qos: 1 });
      const arrived = collect(service);
      await trap.publishAsync(UP, 'private', { qos: 1 });
      await service.publishAsync(DOWN, 'private', { qos: 1 });
      await arrived.until(1);
      await sleep(100);
      expect(heard).toEqual([]);
      expect(own.heard).toEqual([]);
    });

    it('takes a payload at the limit and ends the connection over it', async () => {
      const service = await asService();
      const { heard, until } = collect(service);
      await service.subscribeAsync('natiu/v1/traps/+/counts', { qos: 1 });
      const trap = await asTrap('trap-1');
      await trap.publishAsync(UP, 'x'.repeat(MAX_PAYLOAD_BYTES), { qos: 1 });
      await until(1);
      const closed = untilClosed(trap);
      trap.publish(UP, 'y'.repeat(MAX_PAYLOAD_BYTES + 2_000), { qos: 1 });
      await closed;
      expect(heard.map(({ text }) => text.length)).toEqual([MAX_PAYLOAD_BYTES]);
    });
  });
}

describe('embedded broker, by itself', () => {
  let authority: Authority;
  let broker: RunningBroker;
  beforeAll(async () => {
    authority = await makeAuthority();
    broker = await startBroker({ authority, logger });
  });
  afterAll(() => broker.stop());

  it('tells a trap whose client id is not its name so, and does not let it in', async () => {
    const certificate = await authority.issueDeviceCertificate('trap-2');
    await expect(connect({ port: broker.port, certificate, clientId: 'trap-1' })).rejects.toThrow(
      /identifier rejected/i,
    );
  });

  it('disconnects a trap that publishes where it may not, without acknowledging', async () => {
    const certificate = await authority.issueDeviceCertificate('trap-2');
    const thief = await connect({ port: broker.port, certificate, clientId: 'trap-2' });
    let acknowledged = false;
    thief.publish(UP, 'forged', { qos: 1 }, (error) => (acknowledged = !error));
    await untilClosed(thief);
    expect(acknowledged).toBe(false);
  });

  it('refuses retained messages and QoS 2', async () => {
    const certificate = await authority.issueDeviceCertificate('trap-1');
    for (const options of [{ qos: 1, retain: true }, { qos: 2 }] as const) {
      const trap = await connect({ port: broker.port, certificate, clientId: 'trap-1' });
      const closed = untilClosed(trap);
      trap.publish(UP, 'x', options);
      await closed;
    }
    const late = await connect({ port: broker.port, certificate, clientId: 'trap-1' });
    expect(late.connected).toBe(true);
  });

  it('survives nonsense, half packets and huge announcements from a valid certificate', async () => {
    const { certPem, keyPem, caPem } = await authority.issueDeviceCertificate('trap-1');
    const hello = Buffer.from([
      0x10,
      18,
      0,
      4,
      ...Buffer.from('MQTT'),
      4,
      2,
      0,
      60,
      0,
      6,
      ...Buffer.from('trap-1'),
    ]);
    let seed = 7;
    const random = () => (seed = (seed * 1_103_515_245 + 12_345) % 2 ** 31) % 256;
    const nonsense = Array.from({ length: 60 }, (_, i) =>
      Buffer.from(Array.from({ length: 1 + (i % 40) }, random)),
    );
    const afterHello = [
      Buffer.from([0x30, 0xff, 0xff, 0xff, 0x7f]),
      Buffer.from([0x32, 2, 0, 9]),
      Buffer.from([0x82, 2, 0, 0]),
      Buffer.from([0x62, 0]),
      Buffer.from([0x40, 1, 0]),
      hello,
      ...nonsense,
    ].map((packet) => Buffer.concat([hello, packet]));
    for (const bytes of [...nonsense, ...afterHello]) {
      await new Promise<void>((resolve) => {
        const socket = connectTls({ port: broker.port, cert: certPem, key: keyPem, ca: caPem }, () => {
          socket.end(bytes);
          setTimeout(() => socket.destroy(), 40);
        });
        socket.on('error', () => {});
        socket.once('close', () => resolve());
      });
    }
    const trap = await connect({
      port: broker.port,
      certificate: { certPem, keyPem, caPem },
      clientId: 'trap-1',
    });
    await trap.publishAsync(UP, 'fine', { qos: 1 });
  });

  it('drops a packet by its announced length, before its bytes have come', async () => {
    const { certPem, keyPem, caPem } = await authority.issueDeviceCertificate('trap-1');
    const closed = new Promise<void>((resolve) => {
      const socket = connectTls({ port: broker.port, cert: certPem, key: keyPem, ca: caPem }, () => {
        socket.write(Buffer.from([0x10, 0xff, 0xff, 0xff, 0x7f]));
      });
      socket.on('error', () => {});
      socket.once('close', () => resolve());
    });
    await Promise.race([closed, sleep(5_000).then(() => Promise.reject(new Error('still open')))]);
  });

  it('names the port when it is busy', async () => {
    await expect(startBroker({ authority, logger, port: broker.port })).rejects.toThrow(String(broker.port));
  });
});

describe('embedded broker, as a process', () => {
  const main = fileURLToPath(new URL('./main.ts', import.meta.url));
  const running = new Set<ChildProcess>();
  afterAll(() => running.forEach((child) => child.kill('SIGKILL')));

  const startProcess = async (authority: Authority, port: number): Promise<ChildProcess> => {
    const child = spawn(process.execPath, [main, '--port', String(port), '--authority', authority.dir], {
      stdio: ['pipe', 'ignore', 'ignore'],
      env: { ...process.env, NATIU_EXIT_WITH_PARENT: '1' },
    });
    running.add(child);
    for (let i = 0; i < 400 && !(await isListening(port)); i++) await sleep(25);
    expect(await isListening(port)).toBe(true);
    return child;
  };

  it('is killed with -9 and comes back on the same port; its clients find it again', async () => {
    const authority = await makeAuthority();
    const port = await findFreePort();
    const first = await startProcess(authority, port);
    const certificate = await authority.issueServiceCertificate('ingest');
    const service = await connect({
      port,
      certificate,
      clientId: 'service.ingest',
      more: { reconnectPeriod: 50 },
    });
    const { heard, until } = collect(service);
    await service.subscribeAsync('natiu/v1/traps/+/counts', { qos: 1 });
    first.kill('SIGKILL');
    await untilClosed(service);
    const second = await startProcess(authority, port);
    while (!service.connected) await sleep(20);
    const device = await authority.issueDeviceCertificate('trap-1');
    const trap = await connect({ port, certificate: device, clientId: 'trap-1' });
    await service.subscribeAsync('natiu/v1/traps/+/counts', { qos: 1 });
    await trap.publishAsync(UP, 'again', { qos: 1 });
    await until(1);
    expect(heard.at(-1)).toEqual({ topic: UP, text: 'again' });
    second.kill('SIGKILL');
  });

  it('ends when the process that started it is gone', async () => {
    const authority = await makeAuthority();
    const child = await startProcess(authority, await findFreePort());
    const gone = new Promise((resolve) => child.once('exit', resolve));
    child.stdin!.end();
    expect(await gone).toBe(0);
  });
});
