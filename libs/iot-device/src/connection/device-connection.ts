import type { MqttVersion } from './settings.ts';

export type ConnectionStatus =
  | { readonly state: 'connected'; readonly mqttVersion: MqttVersion }
  /** `reason` is written for a person; the connection is tried again for ever. */
  | { readonly state: 'offline'; readonly reason: string };

export interface ConnectionListener {
  onStatus(status: ConnectionStatus): void;
  onMessage(topic: string, payload: Uint8Array): void;
}

/** One connection of one trap, whichever version of MQTT the broker speaks. */
export interface DeviceConnection {
  readonly isConnected: boolean;
  /**
   * QoS 1. Resolves when the broker has acknowledged, which does not mean that the cloud has committed.
   * @throws EnvironmentError when offline, refused or not acknowledged in time
   */
  publish(topic: string, payload: Uint8Array): Promise<void>;
  close(): Promise<void>;
}
