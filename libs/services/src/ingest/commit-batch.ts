import {
  COUNTS_CHANNEL,
  deployment,
  deviceMessage,
  eq,
  insertRows,
  sql,
  trap,
  type Db,
  type Transaction,
} from '@natiu/db';
import { addToAggregates } from './add-to-aggregates.ts';
import { findDataRefusal } from './find-data-refusal.ts';
import {
  insertCounts,
  insertEvents,
  insertHeartbeats,
  touchTrap,
  type DeploymentSpan,
  type Sender,
} from './insert-messages.ts';
import { parseEnvelope, type IncomingBatch, type ParsedEnvelope } from './parse-envelope.ts';
import { stringifySafely, type ParsedItem } from './parse-item.ts';
import { putInQuarantine, type QuarantineEntry } from './put-in-quarantine.ts';
import { advanceWatermark, lockWatermark } from './watermark.ts';

/** The payload on `COUNTS_CHANNEL`: what a committed batch brought, for screens that are open. */
export interface CountsNotice {
  trap: string;
  counts: number;
  heartbeats: number;
  events: number;
  quarantined: number;
}

export interface Ack {
  trap: string;
  boot: string;
  upTo: number;
}

export interface CommitResult {
  acks: Ack[];
  accepted: number;
  duplicates: number;
  quarantined: number;
}

/**
 * Turns one payload into rows, in one transaction: idempotent on (trap, boot, sequence), aggregates included.
 * Unusable input is kept in quarantine, never thrown; only a database that cannot answer makes this throw.
 */
export async function commitBatch({ db }: { db: Db }, incoming: IncomingBatch): Promise<CommitResult> {
  const parsed = parseEnvelope(incoming);
  if (!parsed.ok) return quarantineWhole(db, incoming, parsed);
  const { envelope } = parsed;
  try {
    return await commitItems(db, incoming, envelope);
  } catch (error) {
    if (findDataRefusal(error) === undefined) throw error;
    return commitOneByOne(db, incoming, envelope);
  }
}

interface Fault {
  code: string;
  reason: string;
  trap?: string;
  boot?: string;
}

async function quarantineWhole(db: Db, incoming: IncomingBatch, fault: Fault): Promise<CommitResult> {
  const { topic, clientTrap: clientId, payload: raw, receivedAt } = incoming;
  const { code, reason, trap: trapId, boot } = fault;
  await putInQuarantine(db, [{ topic, clientId, code, reason, raw, trap: trapId, boot, receivedAt }]);
  return { acks: [], accepted: 0, duplicates: 0, quarantined: 1 };
}

/** The database refused some value: find which item, so that it alone is set aside and the trap goes on. */
async function commitOneByOne(
  db: Db,
  incoming: IncomingBatch,
  envelope: ParsedEnvelope,
): Promise<CommitResult> {
  const total: CommitResult = { acks: [], accepted: 0, duplicates: 0, quarantined: 0 };
  for (const item of envelope.items) {
    const result = await commitAlone(db, incoming, { ...envelope, items: [item] });
    total.acks = result.acks;
    total.accepted += result.accepted;
    total.duplicates += result.duplicates;
    total.quarantined += result.quarantined;
  }
  return total;
}

async function commitAlone(db: Db, incoming: IncomingBatch, envelope: ParsedEnvelope): Promise<CommitResult> {
  try {
    return await commitItems(db, incoming, envelope);
  } catch (error) {
    const reason = findDataRefusal(error);
    if (reason === undefined) throw error;
    const items: ParsedItem[] = envelope.items.map(({ sequence, raw }) => {
      return { ok: false, sequence, code: 'refused-by-database', reason, raw };
    });
    return commitItems(db, incoming, { ...envelope, items });
  }
}

async function commitItems(db: Db, incoming: IncomingBatch, envelope: ParsedEnvelope): Promise<CommitResult> {
  const result = await db.transaction(async (tx) => {
    const deployments = await lockDeployments(tx, envelope.trap);
    return deployments && (await commitInside(tx, { incoming, envelope, deployments }));
  });
  if (result) return result;
  const reason = `${envelope.trap} is not registered; its messages wait in its outbox until it is`;
  return quarantineWhole(db, incoming, { code: 'unknown-trap', reason, ...envelope });
}

/** `undefined` for an unknown trap. Shares the trap's row, so that its deployments stay while counts are assigned. */
async function lockDeployments(tx: Transaction, trapId: string): Promise<DeploymentSpan[] | undefined> {
  const [known] = await tx.select({ id: trap.id }).from(trap).where(eq(trap.id, trapId)).for('share');
  if (!known) return undefined;
  return tx
    .select({ id: deployment.id, startedAt: deployment.startedAt, endedAt: deployment.endedAt })
    .from(deployment)
    .where(eq(deployment.trapId, trapId));
}

interface Work {
  incoming: IncomingBatch;
  envelope: ParsedEnvelope;
  deployments: DeploymentSpan[];
}

async function commitInside(tx: Transaction, work: Work): Promise<CommitResult> {
  const { incoming, envelope } = work;
  const { receivedAt } = incoming;
  const sender: Sender = { trapId: envelope.trap, boot: envelope.boot, receivedAt };
  await lockWatermark(tx, sender.trapId, sender.boot, receivedAt);
  const fresh = await claimSequences(tx, sender, envelope.items);
  const notice = await insertFresh(tx, sender, fresh, work);
  const hasSequences = envelope.items.some((item) => item.sequence !== undefined);
  const upTo = await advanceWatermark(tx, sender.trapId, sender.boot, receivedAt);
  await touchTrap(tx, sender, notice.counts > 0);
  if (fresh.length > 0) await tx.execute(sql`select pg_notify(${COUNTS_CHANNEL}, ${JSON.stringify(notice)})`);
  return {
    acks: hasSequences ? [{ trap: sender.trapId, boot: sender.boot, upTo }] : [],
    accepted: fresh.length - notice.quarantined,
    duplicates: envelope.items.length - fresh.length,
    quarantined: notice.quarantined,
  };
}

/** The items that no earlier commit has had: each sequence once, and all items without a readable one. */
async function claimSequences(
  tx: Transaction,
  sender: Sender,
  items: readonly ParsedItem[],
): Promise<ParsedItem[]> {
  const bySequence = new Map<number, ParsedItem>();
  for (const item of items)
    if (item.sequence !== undefined && !bySequence.has(item.sequence)) bySequence.set(item.sequence, item);
  const nameless = items.filter((item) => item.sequence === undefined);
  if (bySequence.size === 0) return nameless;
  const rows = [...bySequence].map(([sequence, item]) => ({
    ...sender,
    sequence,
    kind: item.ok ? item.message.kind : ('quarantined' as const),
  }));
  const claimed = await tx.execute<{ sequence: string }>(
    sql`${insertRows(deviceMessage, rows)} on conflict do nothing returning sequence`,
  );
  return [...claimed.map((row) => bySequence.get(Number(row.sequence))!), ...nameless];
}

async function insertFresh(
  tx: Transaction,
  sender: Sender,
  fresh: readonly ParsedItem[],
  work: Work,
): Promise<CountsNotice> {
  const messages = fresh.flatMap((item) => (item.ok ? [item.message] : []));
  const counts = messages.filter((m) => m.kind === 'count');
  const heartbeats = messages.filter((m) => m.kind === 'heartbeat');
  const events = messages.filter((m) => m.kind === 'event');
  await insertCounts(tx, sender, counts, work.deployments);
  await insertHeartbeats(tx, sender, heartbeats);
  await insertEvents(tx, sender, events);
  const refused = fresh.flatMap((item) => (item.ok ? [] : [toEntry(item, work)]));
  await putInQuarantine(tx, refused);
  if (counts.length > 0) {
    const sequences = `{${counts.map((m) => m.sequence).join(',')}}`;
    await addToAggregates(
      tx,
      sql`c.trap_id = ${sender.trapId} and c.boot = ${sender.boot} and c.sequence = any(${sequences}::bigint[])`,
    );
  }
  return {
    trap: sender.trapId,
    counts: counts.length,
    heartbeats: heartbeats.length,
    events: events.length,
    quarantined: refused.length,
  };
}

function toEntry(item: Extract<ParsedItem, { ok: false }>, { incoming, envelope }: Work): QuarantineEntry {
  return {
    topic: incoming.topic,
    clientId: incoming.clientTrap,
    code: item.code,
    reason: item.reason,
    raw: new TextEncoder().encode(stringifySafely(item.raw)),
    trap: envelope.trap,
    boot: envelope.boot,
    sequence: item.sequence,
    receivedAt: incoming.receivedAt,
  };
}
