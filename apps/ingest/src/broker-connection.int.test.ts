import { createServer, type Server, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { AddressInfo } from 'node:net';
import { createLogger } from '@natiu/logger';
import { afterEach, describe, expect, it } from 'vitest';
import { connectBroker, type BrokerConnection, type Delivery } from './broker-connection.ts';

/** Answers CONNECT and SUBSCRIBE, pushes publishes, and writes down the ids that are acknowledged. */
async function startFakeBroker() {
  const acknowledged: number[] = [];
  const sockets: Socket[] = [];
  const subscribed: PromiseWithResolvers<Socket>[] = [Promise.withResolvers<Socket>()];
  const server: Server = createServer((socket) => {
    sockets.push(socket);
    socket.on('error', () => {});
    socket.on('data', (chunk) => {
      // Every packet that a client sends here is shorter than 128 bytes: one byte of length.
      for (let at = 0; at < chunk.length; at += 2 + chunk[at + 1]!) {
        const kind = chunk[at]! >> 4;
        if (kind === 1) socket.write(Buffer.of(0x20, 2, 0, 0));
        if (kind === 8) {
          socket.write(Buffer.of(0x90, 5, chunk[at + 2]!, chunk[at + 3]!, 1, 1, 1));
          subscribed.at(-1)!.resolve(socket);
        }
        if (kind === 4) acknowledged.push(chunk.readUInt16BE(at + 2));
      }
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `mqtt://127.0.0.1:${(server.address() as AddressInfo).port}`,
    acknowledged,
    subscription: () => subscribed.at(-1)!.promise,
    dropConnections() {
      subscribed.push(Promise.withResolvers<Socket>());
      for (const socket of sockets.splice(0)) socket.destroy();
    },
    stop() {
      for (const socket of sockets) socket.destroy();
      server.close();
    },
  };
}

function publishPacket(topic: string, messageId: number, payload: string): Buffer {
  const body = Buffer.concat([
    Buffer.of(0, topic.length),
    Buffer.from(topic),
    Buffer.of(messageId >> 8, messageId & 0xff),
    Buffer.from(payload),
  ]);
  return Buffer.concat([Buffer.of(0x32, body.length), body]);
}

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await sleep(10);
}

const TOPIC = 'natiu/v1/traps/sl-01/counts';
let broker: Awaited<ReturnType<typeof startFakeBroker>> | undefined;
let connection: BrokerConnection | undefined;
afterEach(async () => {
  await connection?.close();
  broker?.stop();
});

function connect(deliveries: Delivery[], room: () => Promise<void> = () => Promise.resolve()): void {
  connection = connectBroker({
    url: broker!.url,
    clientId: 'service.ingest',
    logger: createLogger({ name: 'test', level: 'silent' }),
    accept: (delivery) => {
      deliveries.push(delivery);
      return room();
    },
  });
}

describe('connectBroker', () => {
  it('acknowledges each message when it is told to, in any order, and reads on meanwhile', async () => {
    broker = await startFakeBroker();
    const deliveries: Delivery[] = [];
    connect(deliveries);
    const socket = await broker.subscription();
    for (const id of [7, 300, 9]) socket.write(publishPacket(TOPIC, id, `m${id}`));
    await until(() => deliveries.length === 3);
    expect(deliveries.map((d) => Buffer.from(d.payload).toString())).toEqual(['m7', 'm300', 'm9']);
    await sleep(50);
    expect(broker.acknowledged).toEqual([]);
    deliveries[1]!.acknowledge();
    await until(() => broker!.acknowledged.length === 1);
    deliveries[0]!.acknowledge();
    await until(() => broker!.acknowledged.length === 2);
    expect(broker.acknowledged).toEqual([300, 7]);
  });

  it('reads nothing more while its consumer has no room', async () => {
    broker = await startFakeBroker();
    const deliveries: Delivery[] = [];
    const room = Promise.withResolvers<void>();
    connect(deliveries, () => room.promise);
    const socket = await broker.subscription();
    for (const id of [1, 2]) socket.write(publishPacket(TOPIC, id, 'x'));
    await until(() => deliveries.length === 1);
    await sleep(50);
    expect(deliveries).toHaveLength(1);
    room.resolve();
    await until(() => deliveries.length === 2);
  });

  it('comes back after a lost connection, and sends no acknowledgement that belongs to the old one', async () => {
    broker = await startFakeBroker();
    const deliveries: Delivery[] = [];
    connect(deliveries);
    (await broker.subscription()).write(publishPacket(TOPIC, 7, 'old'));
    await until(() => deliveries.length === 1);
    broker.dropConnections();
    (await broker.subscription()).write(publishPacket(TOPIC, 8, 'new'));
    await until(() => deliveries.length === 2);
    for (const delivery of deliveries) delivery.acknowledge();
    await until(() => broker!.acknowledged.length > 0);
    await sleep(50);
    expect(broker.acknowledged).toEqual([8]);
  });
});
