import { upstreamFilter } from '@natiu/contracts';
import type { Logger } from '@natiu/logger';
import mqtt, { type IPublishPacket, type MqttClient } from 'mqtt';
import { createBackoff } from './backoff.ts';
import type { BrokerTls } from './env.ts';

export interface Delivery {
  topic: string;
  payload: Uint8Array;
  receivedAt: Date;
  /** Tells the broker (PUBACK) that it may forget the message. Nothing happens after a reconnect. */
  acknowledge(): void;
}

export interface BrokerConnectionOptions {
  url: string;
  tls?: BrokerTls;
  clientId: string;
  logger: Logger;
  /** Resolves when it can take another one; until then nothing more is read from the connection. */
  accept(delivery: Delivery): Promise<void>;
}

export interface BrokerConnection {
  isConnected(): boolean;
  /** QoS 1. Skipped while disconnected: a trap that hears nothing sends again and is answered then. */
  publish(topic: string, payload: string): void;
  close(): Promise<void>;
}

const FILTERS = [upstreamFilter('counts'), upstreamFilter('heartbeat'), upstreamFilter('events')];

/** With an error the client goes on to the next packet without acknowledging this one; we do that ourselves. */
const ACKNOWLEDGED_LATER = new Error('acknowledged after the commit');

/** PUBACK is four bytes in MQTT 3.1.1 and 5 alike; the client offers no other way to send one later. */
const puback = (messageId: number) => Buffer.of(0x40, 2, messageId >> 8, messageId & 0xff);

function toDelivery(client: MqttClient, packet: IPublishPacket): Delivery {
  // An id only means something on the connection that it came by.
  const { stream } = client;
  const payload = typeof packet.payload === 'string' ? Buffer.from(packet.payload) : packet.payload;
  return {
    topic: packet.topic,
    payload,
    receivedAt: new Date(),
    acknowledge() {
      if (packet.qos !== 1 || client.stream !== stream || !client.connected) return;
      stream.write(puback(packet.messageId!));
    },
  };
}

async function subscribe(client: MqttClient, logger: Logger): Promise<boolean> {
  try {
    const granted = await client.subscribeAsync(FILTERS, { qos: 1 });
    const refused = granted.filter((grant) => grant.qos > 1).map((grant) => grant.topic);
    if (refused.length === 0) return true;
    logger.error({ refused }, 'the broker refused the subscription: does the certificate name a service?');
  } catch (error) {
    logger.error({ error: String(error) }, 'the broker refused the subscription');
  }
  return false;
}

/** Keeps one connection alive for ever; each time it stands, the topics of all traps are subscribed. */
export function connectBroker(options: BrokerConnectionOptions): BrokerConnection {
  const { url, tls, clientId, logger } = options;
  const stopping = new AbortController();
  const backoff = createBackoff(500, 30_000);
  let subscribed = false;
  const client = mqtt.connect(url, {
    ...tls,
    rejectUnauthorized: true,
    clientId,
    // What we miss while away is in the traps' outboxes; a broker that kept it too would only grow.
    clean: true,
    protocolVersion: 4,
    keepalive: 30,
    connectTimeout: 10_000,
    // We do both, to wait longer each time and to see a refused subscription.
    reconnectPeriod: 0,
    resubscribe: false,
  });
  client.handleMessage = (packet, done) => {
    void options.accept(toDelivery(client, packet)).then(() => done(ACKNOWLEDGED_LATER));
  };
  client.on('error', (error) => logger.warn({ error: error.message, url }, 'broker'));
  client.on('connect', async () => {
    if (!(await subscribe(client, logger))) {
      client.stream.destroy();
      return;
    }
    backoff.reset();
    subscribed = true;
    logger.info({ url, filters: FILTERS }, 'connected to the broker');
  });
  client.on('close', async () => {
    if (subscribed) logger.warn({ url }, 'lost the broker; trying again for ever');
    subscribed = false;
    await backoff.wait(stopping.signal);
    if (!stopping.signal.aborted) client.reconnect();
  });
  return {
    isConnected: () => subscribed && client.connected,
    publish(topic, payload) {
      if (!client.connected) return;
      client.publish(topic, payload, { qos: 1 }, (error) => {
        if (error) logger.warn({ topic, error: error.message }, 'the watermark did not go out');
      });
    },
    async close() {
      stopping.abort();
      // Not forced: what was written goes out first.
      await client.endAsync(!client.connected);
    },
  };
}
