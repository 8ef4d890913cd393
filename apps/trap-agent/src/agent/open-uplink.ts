import { TOPIC_ROOT } from '@natiu/contracts';
import { connectDevice, createDeliveryLoop } from '@natiu/iot-device';
import type { ConnectionStatus, DeliveryLoop, DeliveryStatus, Outbox } from '@natiu/iot-device';
import type { Logger } from '@natiu/logger';
import type { AgentConfig } from '../config/agent-config.ts';

export interface Uplink {
  readonly delivery: DeliveryLoop;
  readonly isConnected: boolean;
  close(): Promise<void>;
}

/**
 * The way to the cloud: connection and delivery of the outbox.
 * @throws InputError when the trap's certificate or key is missing, broken or of another trap
 */
export function openUplink(config: AgentConfig, outbox: Outbox, logger: Logger): Uplink {
  const { broker, trapId } = config;
  const logStatus = createStatusLog(`${broker.host}:${broker.port}`, logger);
  // The connection may speak before the loop that needs it stands.
  const later: { delivery?: DeliveryLoop } = {};
  const connection = connectDevice(
    { ...broker, clientId: trapId, commandFilter: `${TOPIC_ROOT}/${trapId}/cmd/#` },
    {
      onStatus: (status) => {
        logStatus(status);
        later.delivery?.wake();
      },
      onMessage: (topic, payload) => later.delivery?.receive(topic, payload),
    },
  );
  const delivery = createDeliveryLoop({
    outbox,
    connection,
    trapId,
    onStatus: (status) => logDelivery(status, logger),
  });
  later.delivery = delivery;
  return {
    delivery,
    get isConnected() {
      return connection.isConnected;
    },
    async close() {
      await delivery.stop();
      await connection.close();
    },
  };
}

/** The same reason comes with every attempt; it is written once. */
function createStatusLog(where: string, logger: Logger): (status: ConnectionStatus) => void {
  let last = '';
  return (status) => {
    const line =
      status.state === 'connected'
        ? `connected to ${where}, MQTT ${status.mqttVersion}`
        : `offline: ${status.reason}; counting goes on, everything is kept and sent later`;
    if (line === last) return;
    last = line;
    logger[status.state === 'connected' ? 'info' : 'warn'](line);
  };
}

function logDelivery(status: DeliveryStatus, logger: Logger): void {
  switch (status.kind) {
    case 'committed':
      return logger.debug(`${status.messages} messages committed, ${status.depth} wait`);
    case 'resending':
      return logger.info(`${status.messages} messages not committed after ${status.waitedMs} ms: sent again`);
    case 'not-sent':
      return logger.info(`not sent yet: ${status.reason}`);
    case 'ignored':
      return logger.warn(`ignored: ${status.reason}`);
  }
}
