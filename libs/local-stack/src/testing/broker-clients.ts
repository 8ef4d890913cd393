import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import mqtt from 'mqtt';
import type { IClientOptions, MqttClient } from 'mqtt';
import { createAuthority } from '../authority/create-authority.ts';
import type { Authority, IssuedCertificate } from '../authority/create-authority.ts';

const folders: string[] = [];

export function makeFolder(name: string): string {
  const folder = mkdtempSync(join(tmpdir(), `natiu-${name}-`));
  folders.push(folder);
  return folder;
}

export function removeFolders(): void {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
}

export async function makeAuthority(): Promise<Authority> {
  return createAuthority(makeFolder('authority'));
}

const open = new Set<MqttClient>();

export async function closeClients(): Promise<void> {
  for (const client of open) client.end(true);
  open.clear();
}

export interface Attempt {
  port: number;
  certificate?: Pick<IssuedCertificate, 'certPem' | 'keyPem' | 'caPem'>;
  clientId: string;
  more?: IClientOptions;
}

/** Resolves when the broker said yes; rejects with its refusal. */
export async function connect(attempt: Attempt): Promise<MqttClient> {
  const client = mqtt.connect(`mqtts://127.0.0.1:${attempt.port}`, {
    clientId: attempt.clientId,
    cert: attempt.certificate?.certPem,
    key: attempt.certificate?.keyPem,
    ca: attempt.certificate?.caPem,
    rejectUnauthorized: attempt.certificate !== undefined,
    reconnectPeriod: 0,
    connectTimeout: 8_000,
    ...attempt.more,
  });
  open.add(client);
  await new Promise<void>((resolve, reject) => {
    client.once('connect', () => resolve());
    client.once('error', reject);
    client.once('close', () => reject(new Error('closed by the broker')));
  });
  client.on('error', () => {});
  return client;
}

export function untilClosed(client: MqttClient): Promise<void> {
  return new Promise((resolve) => {
    if (client.disconnected) resolve();
    else client.once('close', () => resolve());
  });
}

export interface Heard {
  topic: string;
  text: string;
}

/** Collects what arrives; `until` waits for a number of messages. */
export function collect(client: MqttClient): { heard: Heard[]; until(count: number): Promise<void> } {
  const heard: Heard[] = [];
  let wake = () => {};
  client.on('message', (topic, payload) => {
    heard.push({ topic, text: payload.toString() });
    wake();
  });
  return {
    heard,
    until: async (count) => {
      while (heard.length < count) await new Promise<void>((resolve) => (wake = resolve));
    },
  };
}
