import { iot, mqtt5 } from 'aws-iot-device-sdk-v2';
import { EnvironmentError, describeError } from '@natiu/errors';
import { copyToArrayBuffer } from './copy-to-array-buffer.ts';
import type { OpenLink } from './mqtt-link.ts';
import { ACKNOWLEDGE_MS, KEEP_ALIVE_S, PING_MS, RECONNECT_MAX_MS, RECONNECT_MIN_MS } from './mqtt-link.ts';
import type { ConnectionSettings, Identity } from './settings.ts';

/** From here on a reason code of MQTT 5 is a refusal. */
const FIRST_REFUSAL = 128;

/** MQTT 5: AWS IoT and mosquitto. Unlike 3.1.1 it says why something was refused. */
export const openMqtt5: OpenLink = (settings, identity, events) => {
  const client = new mqtt5.Mqtt5Client(buildConfig(settings, identity));
  let closed = false;

  const subscribe = async () => {
    try {
      const subscriptions = [{ topicFilter: settings.commandFilter, qos: mqtt5.QoS.AtLeastOnce }];
      const { reasonCodes } = await client.subscribe({ subscriptions });
      const refusal = reasonCodes.find((code) => code >= FIRST_REFUSAL);
      if (refusal !== undefined) throw new Error(`reason code ${refusal}`);
      if (!closed) events.onUp();
    } catch (error) {
      if (!closed)
        events.onDown(
          `the broker refuses the subscription to ${settings.commandFilter} (${describeError(error)})`,
        );
    }
  };
  client.on('connectionSuccess', () => void subscribe());
  client.on('connectionFailure', ({ error, connack }) =>
    events.onDown(
      connack
        ? `the broker refuses the connection (reason code ${connack.reasonCode})`
        : describeError(error),
    ),
  );
  client.on('disconnection', ({ error, disconnect }) => {
    if (!closed) events.onDown(disconnect?.reasonString ?? describeError(error));
  });
  client.on('messageReceived', ({ message }) => {
    events.onMessage(message.topicName, new Uint8Array((message.payload as ArrayBuffer | undefined) ?? []));
  });
  client.on('error', () => undefined);
  client.start();

  return {
    async publish(topicName, payload) {
      const packet = { topicName, payload: copyToArrayBuffer(payload), qos: mqtt5.QoS.AtLeastOnce };
      const result = await client.publish(packet).catch((cause: unknown) => {
        throw new EnvironmentError(`${topicName} was not acknowledged: ${describeError(cause)}`, { cause });
      });
      // The promise resolves for refusals too.
      const code = (result as mqtt5.PubackPacket | undefined)?.reasonCode ?? 0;
      if (code >= FIRST_REFUSAL)
        throw new EnvironmentError(`The broker refuses ${topicName} (reason code ${code}).`);
    },
    async close() {
      if (closed) return;
      closed = true;
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, 2_000);
        client.on('stopped', () => {
          clearTimeout(timer);
          resolve();
        });
        client.stop();
      });
      client.close();
    },
  };
};

function buildConfig(settings: ConnectionSettings, { certPem, keyPem, caPem }: Identity) {
  return iot.AwsIotMqtt5ClientConfigBuilder.newDirectMqttBuilderWithMtlsFromMemory(
    settings.host,
    certPem,
    keyPem,
  )
    .withCertificateAuthority(caPem)
    .withPort(settings.port)
    .withConnectProperties({ clientId: settings.clientId, keepAliveIntervalSeconds: KEEP_ALIVE_S })
    .withSessionBehavior(mqtt5.ClientSessionBehavior.Clean)
    .withOfflineQueueBehavior(mqtt5.ClientOperationQueueBehavior.FailAllOnDisconnect)
    .withMinReconnectDelayMs(RECONNECT_MIN_MS)
    .withMaxReconnectDelayMs(RECONNECT_MAX_MS)
    .withPingTimeoutMs(PING_MS)
    .withAckTimeoutSeconds(ACKNOWLEDGE_MS / 1000)
    .build();
}
