import { DeviceBatch, MAX_PAYLOAD_BYTES, parseUpstreamTopic } from '@natiu/contracts';
import { parseItem, separateReused, type ParsedItem } from './parse-item.ts';

/** What arrives from the broker, or from a queue in front of it. */
export interface IncomingBatch {
  topic: string;
  /** The authenticated sender, where the transport tells it. */
  clientTrap?: string;
  payload: Uint8Array;
  receivedAt: Date;
}

export type EnvelopeFault =
  'unknown-topic' | 'oversize' | 'not-json' | 'bad-envelope' | 'wrong-trap' | 'wrong-client' | 'unknown-trap';

export interface ParsedEnvelope {
  trap: string;
  boot: string;
  items: ParsedItem[];
}

export type EnvelopeResult =
  | { ok: true; envelope: ParsedEnvelope }
  | { ok: false; code: EnvelopeFault; reason: string; trap?: string; boot?: string };

function parseJson(payload: Uint8Array): { ok: true; value: unknown } | { ok: false; reason: string } {
  try {
    return { ok: true, value: JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(payload)) };
  } catch (error) {
    return {
      ok: false,
      reason: `the payload is not JSON in UTF-8: ${(error as Error).message.slice(0, 200)}`,
    };
  }
}

/** Checks everything around the items, then each item alone; never throws. */
export function parseEnvelope(incoming: IncomingBatch): EnvelopeResult {
  const { topic, clientTrap, payload, receivedAt } = incoming;
  const address = parseUpstreamTopic(topic);
  if (!address)
    return { ok: false, code: 'unknown-topic', reason: `${topic.slice(0, 256)} is no topic of a trap` };
  const trap = address.trap;
  if (clientTrap !== undefined && clientTrap !== trap)
    return {
      ok: false,
      code: 'wrong-client',
      reason: `${clientTrap} published in the name of ${trap}`,
      trap,
    };
  if (payload.byteLength > MAX_PAYLOAD_BYTES)
    return {
      ok: false,
      code: 'oversize',
      reason: `${payload.byteLength} bytes; at most ${MAX_PAYLOAD_BYTES} are allowed`,
      trap,
    };
  const json = parseJson(payload);
  if (!json.ok) return { ok: false, code: 'not-json', reason: json.reason, trap };
  const batch = DeviceBatch.safeParse(json.value);
  if (!batch.success) {
    const reason = batch.error.issues
      .map((i) => `${i.path.join('.') || 'envelope'}: ${i.message}`)
      .join('; ');
    return { ok: false, code: 'bad-envelope', reason: reason.slice(0, 1_000), trap };
  }
  const { boot, messages } = batch.data;
  if (batch.data.trap !== trap) {
    const reason = `the envelope says ${batch.data.trap}, the topic ${trap}`;
    return { ok: false, code: 'wrong-trap', reason, trap, boot };
  }
  const items = separateReused(messages.map((raw) => parseItem(raw, receivedAt)));
  return { ok: true, envelope: { trap, boot: boot.toLowerCase(), items } };
}
