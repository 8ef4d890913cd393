import { EnvironmentError } from '@natiu/errors';
import type { ConnectionListener, DeviceConnection } from './device-connection.ts';
import { explainOffline } from './explain-offline.ts';
import { RECONNECT_MAX_MS } from './mqtt-link.ts';
import type { LinkEvents, MqttLink } from './mqtt-link.ts';
import { openMqtt311 } from './open-mqtt311.ts';
import { openMqtt5 } from './open-mqtt5.ts';
import { readIdentity } from './settings.ts';
import type { ConnectionSettings, Identity, MqttVersion } from './settings.ts';

/** A broker that does not answer at all would otherwise be reported only by the SDK's own long timeout. */
const FIRST_WORD_MS = 4_000;
/** The other version of MQTT is tried soon at first, then less and less often. */
const FIRST_SWAP_MS = 100;

/**
 * Connects in the background and stays connected: it never gives up, and says why it is offline.
 * @throws InputError at once when a certificate or key file is missing, broken or of another trap
 */
export function connectDevice(settings: ConnectionSettings, listener: ConnectionListener): DeviceConnection {
  return new SteadyConnection(settings, listener);
}

const otherVersion = (version: MqttVersion): MqttVersion => (version === '5' ? '3.1.1' : '5');

class SteadyConnection implements DeviceConnection {
  readonly #settings: ConnectionSettings;
  readonly #listener: ConnectionListener;
  readonly #identity: Identity;
  readonly #firstWord: NodeJS.Timeout;
  #version: MqttVersion;
  #link: MqttLink;
  #isConnected = false;
  #everConnected = false;
  #closed = false;
  #explaining = false;
  #swapping: NodeJS.Timeout | undefined;
  #swapWaitMs = FIRST_SWAP_MS;

  constructor(settings: ConnectionSettings, listener: ConnectionListener) {
    this.#settings = settings;
    this.#listener = listener;
    this.#identity = readIdentity(settings);
    this.#version = settings.mqttVersion === '3.1.1' ? '3.1.1' : '5';
    this.#link = this.#open();
    this.#firstWord = setTimeout(() => {
      if (!this.#everConnected) void this.#reportOffline('the broker has not answered yet');
    }, FIRST_WORD_MS);
  }

  get isConnected(): boolean {
    return this.#isConnected;
  }

  async publish(topic: string, payload: Uint8Array): Promise<void> {
    if (!this.#isConnected) throw new EnvironmentError(`Offline: ${topic} waits in the outbox.`);
    await this.#link.publish(topic, payload);
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#isConnected = false;
    clearTimeout(this.#firstWord);
    clearTimeout(this.#swapping);
    await this.#link.close();
  }

  #open(): MqttLink {
    const version = this.#version;
    // A link that was given up may still speak once more.
    const isCurrent = () => !this.#closed && version === this.#version;
    const events: LinkEvents = {
      onUp: () => {
        if (!isCurrent()) return;
        this.#isConnected = this.#everConnected = true;
        this.#listener.onStatus({ state: 'connected', mqttVersion: version });
      },
      onDown: (reason) => {
        if (isCurrent()) void this.#reportOffline(reason);
      },
      onMessage: (topic, payload) => this.#listener.onMessage(topic, payload),
    };
    return (version === '5' ? openMqtt5 : openMqtt311)(this.#settings, this.#identity, events);
  }

  async #reportOffline(reason: string): Promise<void> {
    this.#isConnected = false;
    if (this.#closed || this.#explaining) return;
    this.#explaining = true;
    const explained = await explainOffline(this.#settings, this.#identity);
    this.#explaining = false;
    if (this.#closed || this.#isConnected) return;
    const swaps = explained === undefined && this.#settings.mqttVersion === 'auto' && !this.#everConnected;
    const next = otherVersion(this.#version);
    const trying = swaps ? ` with MQTT ${this.#version}; trying MQTT ${next}` : '';
    this.#listener.onStatus({ state: 'offline', reason: `${explained ?? reason}${trying}` });
    if (swaps) this.#swapTo(next);
  }

  #swapTo(next: MqttVersion): void {
    if (this.#swapping) return;
    // The link that failed must not try in the meantime: one client id, one connection.
    const parting = this.#link.close();
    const waitMs = this.#swapWaitMs * (0.5 + Math.random() / 2);
    this.#swapWaitMs = Math.min(this.#swapWaitMs * 2, RECONNECT_MAX_MS);
    this.#swapping = setTimeout(() => {
      void parting.then(() => {
        this.#swapping = undefined;
        if (this.#closed) return;
        this.#version = next;
        this.#link = this.#open();
      });
    }, waitMs);
  }
}
