import {
  boolean,
  char,
  doublePrecision,
  index,
  integer,
  pgTable,
  primaryKey,
  text,
  uniqueIndex,
  uuid,
} from 'drizzle-orm/pg-core';
import { big, bytes, classColumns, instant } from './columns.ts';
import { deployment, model, trap } from './field.ts';

const identity = () => ({
  trapId: text('trap_id')
    .notNull()
    .references(() => trap.id),
  /** One run of the agent. */
  boot: uuid('boot').notNull(),
  sequence: big('sequence').notNull(),
});

/** Every message ever committed, of every kind: this key is what makes redelivery harmless. */
export const deviceMessage = pgTable(
  'device_message',
  {
    ...identity(),
    /** `count`, `heartbeat`, `event`, or `quarantined` when the item itself was unusable. */
    kind: text('kind', { enum: ['count', 'heartbeat', 'event', 'quarantined'] }).notNull(),
    receivedAt: instant('received_at').notNull(),
  },
  (t) => [primaryKey({ columns: [t.trapId, t.boot, t.sequence] })],
);

/** Occurrences by class in one interval, with the effort that says how much of it was really observed. */
export const count = pgTable(
  'count',
  {
    ...identity(),
    /** Null when the trap stood nowhere at `intervalStart`: kept and visible, in no aggregate. */
    deploymentId: uuid('deployment_id').references(() => deployment.id),
    modelSha256: char('model_sha256', { length: 64 })
      .notNull()
      .references(() => model.sha256),
    intervalStart: instant('interval_start').notNull(),
    intervalEnd: instant('interval_end').notNull(),
    ...classColumns(),
    captures: integer('captures').notNull(),
    unreadable: integer('unreadable').notNull(),
    observedS: doublePrecision('observed_s').notNull(),
    degradedS: doublePrecision('degraded_s').notNull(),
    downS: doublePrecision('down_s').notNull(),
    receivedAt: instant('received_at').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.trapId, t.boot, t.sequence] }),
    index('count_deployment_start').on(t.deploymentId, t.intervalStart),
    index('count_trap_start').on(t.trapId, t.intervalStart),
  ],
);

const vitals = () => ({
  sentAt: instant('sent_at'),
  agentVersion: text('agent_version'),
  modelSha256: char('model_sha256', { length: 64 }),
  uptimeS: doublePrecision('uptime_s'),
  outboxDepth: integer('outbox_depth'),
  storageFreeBytes: doublePrecision('storage_free_bytes'),
  temperatureC: doublePrecision('temperature_c'),
});

/** History of heartbeats. */
export const heartbeat = pgTable(
  'heartbeat',
  { ...identity(), ...vitals(), receivedAt: instant('received_at').notNull() },
  (t) => [
    primaryKey({ columns: [t.trapId, t.boot, t.sequence] }),
    index('heartbeat_trap_received').on(t.trapId, t.receivedAt),
  ],
);

/** The newest of everything about a trap: what a fleet list shows without searching the history. */
export const trapStatus = pgTable('trap_status', {
  trapId: text('trap_id')
    .primaryKey()
    .references(() => trap.id),
  /** Server time of the last committed message of any kind. */
  lastSeenAt: instant('last_seen_at').notNull(),
  lastCountAt: instant('last_count_at'),
  boot: uuid('boot'),
  ...vitals(),
});

export const deviceEvent = pgTable(
  'device_event',
  {
    ...identity(),
    at: instant('at').notNull(),
    level: text('level', { enum: ['info', 'warning', 'error'] }).notNull(),
    code: text('code').notNull(),
    message: text('message').notNull(),
    receivedAt: instant('received_at').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.trapId, t.boot, t.sequence] }),
    index('device_event_trap_at').on(t.trapId, t.at),
  ],
);

/** Everything of `boot` up to and including `upTo` is committed. Its row is also the lock of that boot. */
export const committedWatermark = pgTable(
  'committed_watermark',
  {
    trapId: text('trap_id')
      .notNull()
      .references(() => trap.id),
    boot: uuid('boot').notNull(),
    upTo: big('up_to').notNull(),
    updatedAt: instant('updated_at').notNull(),
  },
  (t) => [primaryKey({ columns: [t.trapId, t.boot] })],
);

/** What could not become rows, kept as it came. The same bytes again only raise `times`. */
export const quarantine = pgTable(
  'quarantine',
  {
    id: uuid('id').primaryKey().defaultRandom(),
    /** SHA-256 of topic, reason code and the whole raw content. */
    digest: bytes('digest').notNull(),
    topic: text('topic').notNull(),
    clientId: text('client_id'),
    /** Stable, kebab-case: `not-json`, `unknown-trap`. */
    code: text('code').notNull(),
    /** For a person: what was wrong and where. */
    reason: text('reason').notNull(),
    raw: text('raw').notNull(),
    rawEncoding: text('raw_encoding', { enum: ['utf8', 'base64'] }).notNull(),
    /** True size; `raw` holds less when `rawTruncated`. */
    rawBytes: integer('raw_bytes').notNull(),
    rawTruncated: boolean('raw_truncated').notNull(),
    /** As claimed by the message, when readable; the trap may be unknown to us. */
    trapId: text('trap_id'),
    boot: uuid('boot'),
    sequence: big('sequence'),
    times: integer('times').notNull().default(1),
    receivedAt: instant('received_at').notNull(),
    lastReceivedAt: instant('last_received_at').notNull(),
  },
  (t) => [
    uniqueIndex('quarantine_digest').on(t.digest),
    index('quarantine_received').on(t.lastReceivedAt),
    index('quarantine_trap').on(t.trapId),
  ],
);
