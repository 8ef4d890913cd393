import { countsTopic, eventsTopic, heartbeatTopic } from '@natiu/contracts';
import type { DeviceMessage } from '@natiu/contracts';
import type { StoredMessage } from '../store/outbox.ts';

export interface Envelope {
  readonly topic: string;
  readonly payload: Uint8Array;
}

const TOPIC_OF: Record<DeviceMessage['kind'], (trap: string) => string> = {
  count: countsTopic,
  heartbeat: heartbeatTopic,
  event: eventsTopic,
};

/** One envelope per kind of message, each with the messages of one boot in the order of their sequence. */
export function buildEnvelopes(trap: string, messages: readonly StoredMessage[]): Envelope[] {
  const byKind = Map.groupBy(messages, (message) => message.kind);
  return [...byKind].map(([kind, group]) => {
    const { boot } = group[0]!;
    const head = JSON.stringify({ v: 1, trap, boot });
    // The stored JSON goes out as it was written: no second serialisation that could change it.
    const body = `${head.slice(0, -1)},"messages":[${group.map((message) => message.json).join(',')}]}`;
    return { topic: TOPIC_OF[kind](trap), payload: Buffer.from(body) };
  });
}
