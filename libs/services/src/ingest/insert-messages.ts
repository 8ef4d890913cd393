import {
  columnsFromClassCounts,
  count,
  deviceEvent,
  heartbeat,
  inArray,
  insertRows,
  model,
  trapStatus,
  type Transaction,
  sql,
} from '@natiu/db';
import type { CountMessage, EventMessage, HeartbeatMessage } from '@natiu/contracts';

/** Who and when; the same for every row of a batch. */
export interface Sender {
  trapId: string;
  boot: string;
  receivedAt: Date;
}

/** A span of one trap at one site. */
export interface DeploymentSpan {
  id: string;
  startedAt: Date;
  endedAt: Date | null;
}

/** A hash that nobody has registered gets a row without a name: visible as unregistered. */
async function ensureModels(tx: Transaction, hashes: readonly string[]): Promise<void> {
  const wanted = [...new Set(hashes)].sort();
  const known = await tx.select({ sha256: model.sha256 }).from(model).where(inArray(model.sha256, wanted));
  const missing = wanted.filter((hash) => !known.some((row) => row.sha256 === hash));
  if (missing.length === 0) return;
  await tx
    .insert(model)
    .values(missing.map((sha256) => ({ sha256 })))
    .onConflictDoNothing();
}

/** Where the trap stood at `atMs`; null when nowhere. */
export function findDeploymentAt(deployments: readonly DeploymentSpan[], atMs: number): string | null {
  const found = deployments.find(
    (d) => d.startedAt.getTime() <= atMs && (d.endedAt === null || atMs < d.endedAt.getTime()),
  );
  return found?.id ?? null;
}

export async function insertCounts(
  tx: Transaction,
  sender: Sender,
  messages: readonly CountMessage[],
  deployments: readonly DeploymentSpan[],
): Promise<void> {
  if (messages.length === 0) return;
  await ensureModels(
    tx,
    messages.map((m) => m.modelHash),
  );
  const rows = messages.map((m) => ({
    ...sender,
    sequence: m.sequence,
    deploymentId: findDeploymentAt(deployments, Date.parse(m.intervalStartUtc)),
    modelSha256: m.modelHash,
    intervalStart: new Date(m.intervalStartUtc),
    intervalEnd: new Date(m.intervalEndUtc),
    ...columnsFromClassCounts(m.counts),
    captures: m.captures,
    unreadable: m.unreadable,
    observedS: m.effort.observedS,
    degradedS: m.effort.degradedS,
    downS: m.effort.downS,
  }));
  await tx.execute(insertRows(count, rows));
}

const vitalsOf = (m: HeartbeatMessage) => ({
  sentAt: new Date(m.sentAtUtc),
  agentVersion: m.agentVersion,
  modelSha256: m.modelHash,
  uptimeS: m.uptimeS,
  outboxDepth: m.outboxDepth,
  storageFreeBytes: m.storageFreeBytes ?? null,
  temperatureC: m.temperatureC ?? null,
});

export async function insertHeartbeats(
  tx: Transaction,
  sender: Sender,
  messages: readonly HeartbeatMessage[],
): Promise<void> {
  if (messages.length === 0) return;
  await tx
    .insert(heartbeat)
    .values(messages.map((m) => ({ ...sender, sequence: m.sequence, ...vitalsOf(m) })));
  const newest = messages.reduce((a, b) => (b.sequence > a.sequence ? b : a));
  const vitals = { boot: sender.boot, ...vitalsOf(newest) };
  await tx
    .insert(trapStatus)
    .values({ trapId: sender.trapId, lastSeenAt: sender.receivedAt, ...vitals })
    .onConflictDoUpdate({
      target: trapStatus.trapId,
      set: vitals,
      // A late heartbeat replaces no newer one; one from a clock that ran ahead is always replaced.
      setWhere: sql`${trapStatus.sentAt} is null or excluded.sent_at >= ${trapStatus.sentAt} or ${trapStatus.sentAt} > excluded.last_seen_at`,
    });
}

export async function insertEvents(
  tx: Transaction,
  sender: Sender,
  messages: readonly EventMessage[],
): Promise<void> {
  if (messages.length === 0) return;
  await tx.insert(deviceEvent).values(
    messages.map((m) => ({
      ...sender,
      sequence: m.sequence,
      at: new Date(m.atUtc),
      level: m.level,
      code: m.code,
      message: m.message,
    })),
  );
}

/** Any message shows that the trap lives, by our clock. */
export async function touchTrap(tx: Transaction, sender: Sender, hasCounts: boolean): Promise<void> {
  const lastCountAt = hasCounts ? sender.receivedAt : undefined;
  await tx
    .insert(trapStatus)
    .values({ trapId: sender.trapId, lastSeenAt: sender.receivedAt, lastCountAt })
    .onConflictDoUpdate({
      target: trapStatus.trapId,
      set: {
        lastSeenAt: sql`greatest(${trapStatus.lastSeenAt}, excluded.last_seen_at)`,
        lastCountAt: sql`greatest(${trapStatus.lastCountAt}, excluded.last_count_at)`,
      },
    });
}
