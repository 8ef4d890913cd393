import { z } from 'zod';
import { Sha256 } from '../model/manifest.ts';
import { TrapId } from './topics.ts';

/** AWS IoT accepts 128 KB; batches stay well below so that a slow link moves in small steps. */
export const MAX_PAYLOAD_BYTES = 128 * 1024;
export const MAX_BATCH_BYTES = 32 * 1024;

const Count = z.int().min(0).max(1_000_000);
const Seconds = z.number().min(0).max(86_400);

export const ClassCountsSchema = z.strictObject({
  Female: Count,
  Incomplete: Count,
  Male: Count,
  'Out of Focus': Count,
  Undefined: Count,
});

/** `sequence` counts from 1 within one `boot` of the agent, over all kinds of message. */
const sequenced = { sequence: z.int().min(1) };

/** What was caught in one interval, and how much of that interval was really observed. */
export const CountMessage = z
  .strictObject({
    kind: z.literal('count'),
    ...sequenced,
    intervalStartUtc: z.iso.datetime(),
    intervalEndUtc: z.iso.datetime(),
    timeZone: z.string().min(1).max(64),
    counts: ClassCountsSchema,
    /** Captures taken, and how many of them could not be read. */
    captures: Count,
    unreadable: Count,
    effort: z.strictObject({ observedS: Seconds, degradedS: Seconds, downS: Seconds }),
    modelHash: Sha256,
  })
  .refine((m) => Date.parse(m.intervalEndUtc) >= Date.parse(m.intervalStartUtc), {
    error: 'the interval ends before it starts',
  })
  .refine((m) => m.unreadable <= m.captures, { error: 'more unreadable captures than captures' });
export type CountMessage = z.infer<typeof CountMessage>;

export const HeartbeatMessage = z.strictObject({
  kind: z.literal('heartbeat'),
  ...sequenced,
  sentAtUtc: z.iso.datetime(),
  agentVersion: z.string().max(40),
  modelHash: Sha256,
  uptimeS: z.number().min(0),
  outboxDepth: Count,
  storageFreeBytes: z.number().min(0).optional(),
  temperatureC: z.number().min(-60).max(150).optional(),
});
export type HeartbeatMessage = z.infer<typeof HeartbeatMessage>;

export const EventMessage = z.strictObject({
  kind: z.literal('event'),
  ...sequenced,
  atUtc: z.iso.datetime(),
  level: z.enum(['info', 'warning', 'error']),
  /** Stable, kebab-case: `picture-unreadable`, `model-loaded`. */
  code: z.string().regex(/^[a-z][a-z0-9-]{1,63}$/),
  message: z.string().max(1_000),
});
export type EventMessage = z.infer<typeof EventMessage>;

export const DeviceMessage = z.discriminatedUnion('kind', [CountMessage, HeartbeatMessage, EventMessage]);
export type DeviceMessage = z.infer<typeof DeviceMessage>;

/** The payload of every upstream topic. Items are parsed one by one, so that one bad item loses no other. */
export const DeviceBatch = z.strictObject({
  v: z.literal(1),
  trap: TrapId,
  boot: z.uuid(),
  messages: z.array(z.unknown()).min(1).max(500),
});
export type DeviceBatch = z.infer<typeof DeviceBatch>;

/** Everything of `boot` up to and including `upTo` is in the database (or visibly quarantined). */
export const CommittedWatermark = z.strictObject({
  v: z.literal(1),
  boot: z.uuid(),
  upTo: z.int().min(0),
});
export type CommittedWatermark = z.infer<typeof CommittedWatermark>;
