import { iot, mqtt } from 'aws-iot-device-sdk-v2';
import { EnvironmentError, describeError } from '@natiu/errors';
import type { LinkEvents, OpenLink } from './mqtt-link.ts';
import { copyToArrayBuffer } from './copy-to-array-buffer.ts';
import { ACKNOWLEDGE_MS, KEEP_ALIVE_S, PING_MS, RECONNECT_MAX_MS, RECONNECT_MIN_MS } from './mqtt-link.ts';
import type { ConnectionSettings, Identity } from './settings.ts';

/** MQTT 3.1.1: what the embedded broker speaks, and AWS IoT as well. */
export const openMqtt311: OpenLink = (settings, identity, events) => {
  const connection = new mqtt.MqttClient().new_connection(buildConfig(settings, identity));
  let closed = false;
  let wake: () => void = () => {};

  const subscribe = async () => {
    try {
      const granted = await connection.subscribe(settings.commandFilter, mqtt.QoS.AtLeastOnce);
      if (granted.qos > 2) throw new Error('not granted');
      if (!closed) events.onUp();
    } catch (error) {
      if (!closed)
        events.onDown(`the broker refuses the subscription to ${settings.commandFilter} (${sayWhy(error)})`);
    }
  };
  listen(connection, events, () => void subscribe());

  // The SDK reconnects by itself only after a first success.
  const connectFirst = async () => {
    for (let waitMs = RECONNECT_MIN_MS; !closed; waitMs = Math.min(waitMs * 2, RECONNECT_MAX_MS)) {
      try {
        await connection.connect();
        return;
      } catch (error) {
        if (!closed) events.onDown(sayWhy(error));
      }
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, waitMs * (0.5 + Math.random() / 2));
        wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
  };
  void connectFirst();

  return {
    async publish(topic, payload) {
      try {
        await connection.publish(topic, copyToArrayBuffer(payload), mqtt.QoS.AtLeastOnce);
      } catch (error) {
        throw new EnvironmentError(`${topic} was not acknowledged: ${sayWhy(error)}`, { cause: error });
      }
    },
    async close() {
      if (closed) return;
      closed = true;
      wake();
      await connection.disconnect().catch(() => undefined);
    },
  };
};

function listen(connection: mqtt.MqttClientConnection, events: LinkEvents, onConnected: () => void): void {
  connection.on('connection_success', onConnected);
  connection.on('connection_failure', ({ error }) => events.onDown(sayWhy(error)));
  connection.on('interrupt', (error) => events.onDown(sayWhy(error)));
  connection.on('message', (topic, payload) => events.onMessage(topic, new Uint8Array(payload)));
  // Every rejected call is also an 'error' event, which would end the process unheard.
  connection.on('error', () => undefined);
}

function buildConfig(settings: ConnectionSettings, identity: Identity): mqtt.MqttConnectionConfig {
  return iot.AwsIotMqttConnectionConfigBuilder.new_mtls_builder(identity.certPem, identity.keyPem)
    .with_certificate_authority(identity.caPem)
    .with_endpoint(settings.host)
    .with_port(settings.port)
    .with_client_id(settings.clientId)
    .with_clean_session(true)
    .with_keep_alive_seconds(KEEP_ALIVE_S)
    .with_ping_timeout_ms(PING_MS)
    .with_protocol_operation_timeout_ms(ACKNOWLEDGE_MS)
    .with_reconnect_min_sec(RECONNECT_MIN_MS / 1000)
    .with_reconnect_max_sec(RECONNECT_MAX_MS / 1000)
    .build();
}

function sayWhy(error: unknown): string {
  return typeof error === 'string' ? error : describeError(error);
}
