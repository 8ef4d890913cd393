import type { ConnectionSettings, Identity } from './settings.ts';

/** What one version of MQTT reports about its connection; it goes on trying until it is closed. */
export interface LinkEvents {
  /** Connected, and subscribed to the commands. Comes again after every interruption. */
  onUp(): void;
  onDown(reason: string): void;
  onMessage(topic: string, payload: Uint8Array): void;
}

export interface MqttLink {
  publish(topic: string, payload: Uint8Array): Promise<void>;
  close(): Promise<void>;
}

export type OpenLink = (settings: ConnectionSettings, identity: Identity, events: LinkEvents) => MqttLink;

/** The broker's acknowledgement must come within this time; the outbox keeps the message anyway. */
export const ACKNOWLEDGE_MS = 8_000;
export const KEEP_ALIVE_S = 30;
export const PING_MS = 5_000;
export const RECONNECT_MIN_MS = 1_000;
export const RECONNECT_MAX_MS = 15_000;
