import { randomUUID } from 'node:crypto';
import { DeviceMessage, MAX_BATCH_BYTES } from '@natiu/contracts';
import { InputError } from '@natiu/errors';
import { fillGaps } from './fill-gaps.ts';
import { openDeviceDatabase } from './device-database.ts';
import type { DeviceDatabase } from './device-database.ts';

type Unsequenced<T> = T extends unknown ? Omit<T, 'sequence'> : never;
/** A message as the trap makes it; the outbox gives it its place. */
export type NewMessage = Unsequenced<DeviceMessage>;

export interface StoredMessage {
  readonly boot: string;
  readonly sequence: number;
  readonly kind: DeviceMessage['kind'];
  /** The whole message as JSON, with its sequence. */
  readonly json: string;
}

export interface Outbox {
  /** Identity of this run of the agent; sequences count from 1 within it. */
  readonly boot: string;
  readonly database: DeviceDatabase;
  /** On the disk when it returns. Inside `database.transaction` it commits with everything else there. */
  append(message: NewMessage): number;
  /** The oldest messages of the oldest boot, in order: at most `maxBytes` of JSON (but at least one message). */
  peekBatch(maxBytes?: number, maxMessages?: number): StoredMessage[];
  /** Forgets what the cloud has committed. Returns how many messages went. */
  trim(boot: string, upTo: number): number;
  depth(kind?: DeviceMessage['kind']): number;
  close(): void;
}

const DEFAULT_MAX_MESSAGES = 500;
/** What the envelope adds around the messages of a batch. */
const ENVELOPE_BYTES = 160;

const SCHEMA = `
CREATE TABLE IF NOT EXISTS outbox_boot (
  ordinal INTEGER PRIMARY KEY AUTOINCREMENT, boot TEXT NOT NULL UNIQUE,
  last_sequence INTEGER NOT NULL, trimmed_up_to INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS outbox_message (
  ordinal INTEGER NOT NULL, sequence INTEGER NOT NULL, kind TEXT NOT NULL, json TEXT NOT NULL,
  PRIMARY KEY (ordinal, sequence)) WITHOUT ROWID;
`;

/**
 * The durable outbox: a message is on the disk before it is sent, and stays until the cloud has committed it.
 * @param place a folder, or a database that the caller shares with it so that both change in one transaction
 */
export function openOutbox(place: string | DeviceDatabase): Outbox {
  const database = typeof place === 'string' ? openDeviceDatabase(place) : place;
  const { connection } = database;
  connection.exec(SCHEMA);
  if (database.recovery) database.transaction(() => fillGaps(connection));
  const boot = randomUUID();
  const ordinal = database.transaction(() => startBoot(database, boot));
  const statements = prepareStatements(database);

  const append = (message: NewMessage): number =>
    database.transaction(() => {
      const sequence = nextSequence(database, ordinal);
      const full = checkMessage({ ...message, sequence });
      statements.insert.run(ordinal, sequence, full.kind, JSON.stringify(full));
      return sequence;
    });

  return {
    boot,
    database,
    append,
    peekBatch: (maxBytes = MAX_BATCH_BYTES, maxMessages = DEFAULT_MAX_MESSAGES) =>
      takeUpTo(statements.peek.all(maxMessages) as unknown as StoredMessage[], maxBytes - ENVELOPE_BYTES),
    trim: (ofBoot, upTo) =>
      database.transaction(() => {
        statements.markTrimmed.run(upTo, ofBoot);
        return Number(statements.trim.run(ofBoot, upTo).changes);
      }),
    depth: (kind) => {
      const row = kind ? statements.depthOf.get(kind) : statements.depth.get();
      return (row as { n: number }).n;
    },
    close: () => database.close(),
  };
}

function startBoot({ connection }: DeviceDatabase, boot: string): number {
  connection.exec(
    'DELETE FROM outbox_boot WHERE NOT EXISTS (SELECT 1 FROM outbox_message m WHERE m.ordinal = outbox_boot.ordinal)',
  );
  const added = connection
    .prepare('INSERT INTO outbox_boot (boot, last_sequence, trimmed_up_to) VALUES (?, 0, 0)')
    .run(boot);
  return Number(added.lastInsertRowid);
}

function nextSequence({ connection }: DeviceDatabase, ordinal: number): number {
  const row = connection
    .prepare(
      'UPDATE outbox_boot SET last_sequence = last_sequence + 1 WHERE ordinal = ? RETURNING last_sequence',
    )
    .get(ordinal) as { last_sequence: number };
  return row.last_sequence;
}

function prepareStatements({ connection }: DeviceDatabase) {
  return {
    insert: connection.prepare(
      'INSERT INTO outbox_message (ordinal, sequence, kind, json) VALUES (?, ?, ?, ?)',
    ),
    peek: connection.prepare(
      `SELECT b.boot, m.sequence, m.kind, m.json FROM outbox_message m JOIN outbox_boot b USING (ordinal)
       WHERE m.ordinal = (SELECT MIN(ordinal) FROM outbox_message) ORDER BY m.sequence LIMIT ?`,
    ),
    trim: connection.prepare(
      'DELETE FROM outbox_message WHERE ordinal = (SELECT ordinal FROM outbox_boot WHERE boot = ?) AND sequence <= ?',
    ),
    markTrimmed: connection.prepare(
      'UPDATE outbox_boot SET trimmed_up_to = MIN(last_sequence, MAX(trimmed_up_to, ?)) WHERE boot = ?',
    ),
    depth: connection.prepare('SELECT COUNT(*) AS n FROM outbox_message'),
    depthOf: connection.prepare('SELECT COUNT(*) AS n FROM outbox_message WHERE kind = ?'),
  };
}

/** A message that the cloud would refuse must fail here, where the mistake is. */
function checkMessage(message: unknown): DeviceMessage {
  const parsed = DeviceMessage.safeParse(message);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`).join('; ');
  throw new InputError(`This message does not follow the contract: ${problems}`, { details: { message } });
}

function takeUpTo(rows: StoredMessage[], maxBytes: number): StoredMessage[] {
  let bytes = 0;
  const end = rows.findIndex((row, index) => {
    bytes += Buffer.byteLength(row.json) + 1;
    return index > 0 && bytes > maxBytes;
  });
  return end === -1 ? rows : rows.slice(0, end);
}
