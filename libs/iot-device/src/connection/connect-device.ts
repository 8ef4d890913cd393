import { EnvironmentError } from '@natiu/errors';
import type { ConnectionListener, DeviceConnection } from './device-connection.ts';
import { explainOffline } from './explain-offline.ts';
import type { MqttLink } from './mqtt-link.ts';
import { openMqtt311 } from './open-mqtt311.ts';
import { openMqtt5 } from './open-mqtt5.ts';
import { readIdentity } from './settings.ts';
import type { ConnectionSettings, MqttVersion } from './settings.ts';

/** A broker that does not answer at all would otherwise be reported only by the SDK's own long timeout. */
const FIRST_WORD_MS = 4_000;

/**
 * Connects in the background and stays connected: it never gives up, and says why it is offline.
 * @throws InputError at once when a certificate or key file is missing, broken or of another trap
 */
export function connectDevice(settings: ConnectionSettings, listener: ConnectionListener): DeviceConnection {
  const identity = readIdentity(settings);
  let version: MqttVersion = settings.mqttVersion === '3.1.1' ? '3.1.1' : '5';
  let isConnected = false;
  let closed = false;
  let everConnected = false;
  let explaining = false;
  let link: MqttLink;

  const reportOffline = async (reason: string) => {
    isConnected = false;
    if (closed || explaining) return;
    explaining = true;
    const explained = await explainOffline(settings, identity);
    explaining = false;
    if (closed || isConnected) return;
    const speaksOther = explained === undefined && settings.mqttVersion === 'auto' && !everConnected;
    const other = otherVersion(version);
    const trying = speaksOther ? ` with MQTT ${version}; trying MQTT ${other}` : '';
    listener.onStatus({ state: 'offline', reason: `${explained ?? reason}${trying}` });
    if (speaksOther) await reopen(other);
  };

  const reopen = async (next: MqttVersion) => {
    version = next;
    await link.close();
    if (!closed) link = open();
  };

  const open = (): MqttLink => {
    const mine = version;
    const current = () => !closed && mine === version;
    return (version === '5' ? openMqtt5 : openMqtt311)(settings, identity, {
      onUp: () => {
        if (!current()) return;
        isConnected = everConnected = true;
        listener.onStatus({ state: 'connected', mqttVersion: mine });
      },
      onDown: (reason) => {
        if (current()) void reportOffline(reason);
      },
      onMessage: (topic, payload) => listener.onMessage(topic, payload),
    });
  };

  link = open();
  const firstWord = setTimeout(() => {
    if (!everConnected) void reportOffline('the broker has not answered yet');
  }, FIRST_WORD_MS);

  return {
    get isConnected() {
      return isConnected;
    },
    async publish(topic, payload) {
      if (!isConnected) throw new EnvironmentError(`Offline: ${topic} waits in the outbox.`);
      await link.publish(topic, payload);
    },
    async close() {
      closed = true;
      isConnected = false;
      clearTimeout(firstWord);
      await link.close();
    },
  };
}

const otherVersion = (version: MqttVersion): MqttVersion => (version === '5' ? '3.1.1' : '5');
