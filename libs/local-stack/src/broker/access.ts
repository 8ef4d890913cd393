import { TOPIC_ROOT, parseUpstreamTopic } from '@natiu/contracts';

/** Who stands behind a connection, by its certificate. */
export interface Identity {
  commonName: string;
  role: 'device' | 'service';
}

/** AWS IoT's bounds on a topic. */
const MAX_TOPIC_BYTES = 256;
const MAX_TOPIC_SLASHES = 7;

/** Answers of the cloud: a device that could publish them would answer itself. */
const ANSWERS = new Set(['accepted', 'rejected', 'delta', 'documents', 'notify', 'notify-next']);

function isWithinBounds(topic: string): boolean {
  return Buffer.byteLength(topic) <= MAX_TOPIC_BYTES && topic.split('/').length - 1 <= MAX_TOPIC_SLASHES;
}

/** The subject's parts of a peer certificate, as `tls` hands them out. */
export function readIdentity(subject: { CN?: unknown; OU?: unknown } | undefined): Identity | undefined {
  const { CN, OU } = subject ?? {};
  if (typeof CN !== 'string' || CN === '') return undefined;
  if (OU === 'device') return { commonName: CN, role: 'device' };
  if (OU === 'service') return { commonName: CN, role: 'service' };
  return undefined;
}

/** A device is its certificate; a service may open several connections, `service.ingest.2` beside `service.ingest`. */
export function mayConnect(who: Identity, clientId: string): boolean {
  if (clientId === who.commonName) return true;
  return who.role === 'service' && clientId.startsWith(`${who.commonName}.`) && !/[+#/\s]/.test(clientId);
}

function isOwnThing(who: Identity, topic: string): boolean {
  return topic.startsWith(`$aws/things/${who.commonName}/`);
}

export function mayPublish(who: Identity, topic: string): boolean {
  if (!isWithinBounds(topic)) return false;
  if (who.role === 'device') {
    if (isOwnThing(who, topic)) return !ANSWERS.has(topic.split('/').at(-1)!);
    return parseUpstreamTopic(topic)?.trap === who.commonName;
  }
  return /^natiu\/v1\/traps\/[^/]+\/cmd\/./.test(topic);
}

export function maySubscribe(who: Identity, filter: string): boolean {
  if (!isWithinBounds(filter)) return false;
  if (who.role === 'device') {
    return filter.startsWith(`${TOPIC_ROOT}/${who.commonName}/cmd/`) || isOwnThing(who, filter);
  }
  // Device requests under `$aws/things` reach no other client, as on AWS; the cloud listens to events.
  return filter.startsWith(`${TOPIC_ROOT}/`) || filter.startsWith('$aws/events/');
}
