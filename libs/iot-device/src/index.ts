export { openDeviceDatabase, DATABASE_FILE } from './store/device-database.ts';
export type { DeviceDatabase, Recovery } from './store/device-database.ts';
export { openOutbox } from './store/outbox.ts';
export type { NewMessage, Outbox, StoredMessage } from './store/outbox.ts';
export { connectDevice } from './connection/connect-device.ts';
export type { ConnectionSettings, MqttVersion } from './connection/settings.ts';
export type {
  ConnectionListener,
  ConnectionStatus,
  DeviceConnection,
} from './connection/device-connection.ts';
export { createDeliveryLoop } from './delivery/delivery-loop.ts';
export type { DeliveryLoop, DeliverySettings, DeliveryStatus } from './delivery/delivery-loop.ts';
