import type { RunMetric, RunProgress } from '@natiu/contracts';
import { and, eq, gt, inArray, run, runArtefact, runLog, runMetric, sql } from '@natiu/db';
import type { Db, Transaction } from '@natiu/db';
import { AppError } from '@natiu/errors';
import { notifyRun } from './notify-run.ts';
import type { RunClaim } from './take-run.ts';

/** Another worker has the run by now, or it has ended: whoever meets this stops and writes nothing more. */
export class RunLostError extends AppError {
  constructor({ runId, worker }: RunClaim) {
    super('CONFLICT', `Run ${runId} does not belong to worker ${worker} any more.`);
  }
}

type Ctx = { db: Db };
type Claimed = { cancelRequested: boolean };

/** Every write of a worker goes through here: it holds the run's row, so nobody can take it in between. */
async function withClaim<T>(
  { db }: Ctx,
  claim: RunClaim,
  work: (tx: Transaction, claimed: Claimed) => Promise<T>,
): Promise<T> {
  const { runId, attempt, worker } = claim;
  return db.transaction(async (tx) => {
    const mine = and(
      eq(run.id, runId),
      eq(run.attempt, attempt),
      eq(run.worker, worker),
      eq(run.state, 'running'),
    );
    const [claimed] = await tx
      .select({ cancelRequested: run.cancelRequested })
      .from(run)
      .where(mine)
      .for('update');
    if (!claimed) throw new RunLostError(claim);
    return work(tx, claimed);
  });
}

/** "I live"; answers whether somebody wants the run to end. */
export function sendHeartbeat(ctx: Ctx, claim: RunClaim): Promise<Claimed> {
  return withClaim(ctx, claim, async (tx, claimed) => {
    await tx
      .update(run)
      .set({ heartbeatAt: sql`now()` })
      .where(eq(run.id, claim.runId));
    return claimed;
  });
}

export function setRunProgress(ctx: Ctx, claim: RunClaim, progress: RunProgress): Promise<void> {
  return withClaim(ctx, claim, async (tx) => {
    await tx.update(run).set({ progress }).where(eq(run.id, claim.runId));
    await notifyRun(tx, claim.runId);
  });
}

/** One finished epoch; what a run that went on from an earlier checkpoint had beyond it is dropped. */
export function addRunMetric(
  ctx: Ctx,
  claim: RunClaim,
  metric: { stage: string; values: RunMetric },
): Promise<void> {
  const { runId } = claim;
  const { stage, values } = metric;
  return withClaim(ctx, claim, async (tx) => {
    await tx
      .delete(runMetric)
      .where(and(eq(runMetric.runId, runId), eq(runMetric.stage, stage), gt(runMetric.epoch, values.epoch)));
    await tx
      .insert(runMetric)
      .values({ runId, stage, epoch: values.epoch, values })
      .onConflictDoUpdate({
        target: [runMetric.runId, runMetric.stage, runMetric.epoch],
        set: { values, at: sql`now()` },
      });
    await notifyRun(tx, runId);
  });
}

export function appendRunLog(
  ctx: Ctx,
  claim: RunClaim,
  lines: readonly { stage: string; line: string; at: Date }[],
): Promise<void> {
  return withClaim(ctx, claim, async (tx) => {
    const [last] = await tx
      .select({ seq: sql<number>`coalesce(max(${runLog.seq}), 0)::int` })
      .from(runLog)
      .where(eq(runLog.runId, claim.runId));
    const rows = lines.map((line, i) => ({ runId: claim.runId, seq: last!.seq + 1 + i, ...line }));
    if (rows.length > 0) await tx.insert(runLog).values(rows);
    await notifyRun(tx, claim.runId);
  });
}

/** Of these objects, those that no run names any more: nobody can ask for them. */
async function withoutOwner(tx: Transaction, hashes: readonly string[]): Promise<string[]> {
  if (hashes.length === 0) return [];
  const kept = await tx
    .select({ sha256: runArtefact.sha256 })
    .from(runArtefact)
    .where(inArray(runArtefact.sha256, [...hashes]));
  return hashes.filter((hash) => !kept.some(({ sha256 }) => sha256 === hash));
}

/**
 * Notes that a file is in the object store under this name.
 * @returns objects that this made superfluous, such as the checkpoint before
 */
export function saveRunArtefact(
  ctx: Ctx,
  claim: RunClaim,
  file: { name: string; sha256: string; bytes: number },
): Promise<string[]> {
  const { runId } = claim;
  return withClaim(ctx, claim, async (tx) => {
    const before = await tx
      .select({ sha256: runArtefact.sha256 })
      .from(runArtefact)
      .where(and(eq(runArtefact.runId, runId), eq(runArtefact.name, file.name)));
    await tx
      .insert(runArtefact)
      .values({ runId, ...file })
      .onConflictDoUpdate({
        target: [runArtefact.runId, runArtefact.name],
        set: { sha256: file.sha256, bytes: file.bytes, at: sql`now()` },
      });
    return withoutOwner(
      tx,
      before.map(({ sha256 }) => sha256),
    );
  });
}

/** Files that nobody needs any more. @returns the objects that may be removed */
export function dropRunArtefacts(ctx: Ctx, claim: RunClaim, names: readonly string[]): Promise<string[]> {
  if (names.length === 0) return Promise.resolve([]);
  return withClaim(ctx, claim, async (tx) => {
    const dropped = await tx
      .delete(runArtefact)
      .where(and(eq(runArtefact.runId, claim.runId), inArray(runArtefact.name, [...names])))
      .returning({ sha256: runArtefact.sha256 });
    return withoutOwner(tx, [...new Set(dropped.map(({ sha256 }) => sha256))]);
  });
}

/** What a run has in the object store, by name. */
export async function listRunArtefacts({ db }: Ctx, runId: string): Promise<Map<string, string>> {
  const rows = await db.select().from(runArtefact).where(eq(runArtefact.runId, runId));
  return new Map(rows.map(({ name, sha256 }) => [name, sha256]));
}

export function noteStageSeconds(
  ctx: Ctx,
  claim: RunClaim,
  stage: { name: string; seconds: number },
): Promise<void> {
  return withClaim(ctx, claim, async (tx) => {
    const { name, seconds } = stage;
    // A stage that was done in several sittings took all of them.
    await tx.execute(sql`
      update run set timings = timings || jsonb_build_object(${name}::text,
        coalesce((timings->>${name}::text)::float8, 0) + ${seconds}::float8)
      where id = ${claim.runId}`);
  });
}

export type RunEnd =
  { state: 'succeeded'; result: unknown } | { state: 'failed'; error: string } | { state: 'cancelled' };

export function endRun(ctx: Ctx, claim: RunClaim, end: RunEnd): Promise<void> {
  return withClaim(ctx, claim, async (tx) => {
    await tx
      .update(run)
      .set({ ...end, finishedAt: sql`now()`, ...(end.state === 'succeeded' ? { error: null } : {}) })
      .where(eq(run.id, claim.runId));
    await notifyRun(tx, claim.runId);
  });
}

/** The worker stops, the run does not: it waits for the next one. */
export function giveRunBack(ctx: Ctx, claim: RunClaim): Promise<void> {
  return withClaim(ctx, claim, async (tx, { cancelRequested }) => {
    await tx
      .update(run)
      .set(
        cancelRequested
          ? { state: 'cancelled', finishedAt: sql`now()` }
          : { state: 'interrupted', worker: null, heartbeatAt: null },
      )
      .where(eq(run.id, claim.runId));
    await notifyRun(tx, claim.runId);
  });
}
