import { randomUUID } from 'node:crypto';
import { countsTopic, type CountMessage, type EventMessage, type HeartbeatMessage } from '@natiu/contracts';
import type { IncomingBatch } from '../parse-envelope.ts';

export const MODEL_A = 'a'.repeat(64);
export const MODEL_B = 'b'.repeat(64);
export const RECEIVED_AT = new Date('2026-03-10T12:00:00.000Z');

export function makeCount(sequence: number, fields: Partial<CountMessage> = {}): CountMessage {
  return {
    kind: 'count',
    sequence,
    intervalStartUtc: '2026-03-10T11:00:00.000Z',
    intervalEndUtc: '2026-03-10T11:10:00.000Z',
    timeZone: 'America/Asuncion',
    counts: { Female: 3, Incomplete: 1, Male: 2, 'Out of Focus': 0, Undefined: 1 },
    captures: 60,
    unreadable: 1,
    effort: { observedS: 590, degradedS: 10, downS: 0 },
    modelHash: MODEL_A,
    ...fields,
  };
}

export function makeHeartbeat(sequence: number, fields: Partial<HeartbeatMessage> = {}): HeartbeatMessage {
  return {
    kind: 'heartbeat',
    sequence,
    sentAtUtc: '2026-03-10T11:59:00.000Z',
    agentVersion: '0.1.0',
    modelHash: MODEL_A,
    uptimeS: 100,
    outboxDepth: 2,
    ...fields,
  };
}

export function makeEvent(sequence: number, fields: Partial<EventMessage> = {}): EventMessage {
  return {
    kind: 'event',
    sequence,
    atUtc: '2026-03-10T11:58:00.000Z',
    level: 'warning',
    code: 'picture-unreadable',
    message: 'IMG_0001.JPG ends early',
    ...fields,
  };
}

/** What the broker would hand over for these items; a string or bytes replace the whole payload. */
export function makeBatch(
  trap: string,
  boot: string,
  messages: readonly unknown[],
  fields: Partial<IncomingBatch> = {},
): IncomingBatch {
  const payload = new TextEncoder().encode(JSON.stringify({ v: 1, trap, boot, messages }));
  return { topic: countsTopic(trap), payload, receivedAt: RECEIVED_AT, ...fields };
}

export const newBoot = (): string => randomUUID();
