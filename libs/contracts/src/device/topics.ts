import { z } from 'zod';

/** Thing name, client id and certificate common name are this one string. */
export const TrapId = z
  .string()
  .regex(
    /^[a-z0-9][a-z0-9-]{1,62}$/,
    'a trap id is 2-63 characters of a-z, 0-9 and -, and starts with a letter or digit',
  );
export type TrapId = z.infer<typeof TrapId>;

export const TOPIC_ROOT = 'natiu/v1/traps';

export const countsTopic = (trap: TrapId) => `${TOPIC_ROOT}/${trap}/counts`;
export const heartbeatTopic = (trap: TrapId) => `${TOPIC_ROOT}/${trap}/heartbeat`;
export const eventsTopic = (trap: TrapId) => `${TOPIC_ROOT}/${trap}/events`;
/** The cloud tells the trap how far its messages are committed; only then does the trap forget them. */
export const committedTopic = (trap: TrapId) => `${TOPIC_ROOT}/${trap}/cmd/committed`;

export type UpstreamKind = 'counts' | 'heartbeat' | 'events';
export const upstreamFilter = (kind: UpstreamKind) => `${TOPIC_ROOT}/+/${kind}`;

/** `undefined` when the topic is not one that a trap may publish on. */
export function parseUpstreamTopic(topic: string): { trap: TrapId; kind: UpstreamKind } | undefined {
  const match = /^natiu\/v1\/traps\/([^/]+)\/(counts|heartbeat|events)$/.exec(topic);
  if (!match || !TrapId.safeParse(match[1]).success) return undefined;
  return { trap: match[1]!, kind: match[2] as UpstreamKind };
}
