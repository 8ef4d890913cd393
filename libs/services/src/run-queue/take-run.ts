import { sql } from '@natiu/db';
import type { Db } from '@natiu/db';
import type { RunKind } from '@natiu/contracts';
import { notifyRun } from './notify-run.ts';

/** A worker says that it lives this often, and counts as dead after being silent this long. */
export const HEARTBEAT_MS = 10_000;
export const SILENT_AFTER_MS = 45_000;
/** A run over which so many workers died is not tried again. */
const DEATHS_ALLOWED = 5;

/** The right to write to a run, until another worker takes it. */
export type RunClaim = { runId: string; attempt: number; worker: string };

export type ClaimedRun = {
  claim: RunClaim;
  kind: RunKind;
  modelName: string | null;
  settings: unknown;
  datasetId: string | null;
  datasetVersionId: string | null;
  createdBy: string | null;
};

type Row = Omit<ClaimedRun, 'claim'> & { id: string; attempt: number };

/** The oldest waiting run, or none. Two workers never get the same one. */
export async function takeRun({ db }: { db: Db }, worker: string): Promise<ClaimedRun | undefined> {
  const rows = (await db.execute(sql`
    update run set state = 'running', attempt = attempt + 1, worker = ${worker}, heartbeat_at = now(),
      started_at = coalesce(started_at, now()), error = null
    where id = (
      select id from run where state in ('queued', 'interrupted')
      order by created_at for update skip locked limit 1)
    returning id, attempt, kind, model_name as "modelName", settings, dataset_id as "datasetId",
      dataset_version_id as "datasetVersionId", created_by as "createdBy"`)) as unknown as Row[];
  const [row] = rows;
  if (!row) return undefined;
  const { id, attempt, ...rest } = row;
  await notifyRun(db, id);
  return { claim: { runId: id, attempt, worker }, ...rest };
}

/**
 * Gives the runs of dead workers back to the queue. Any worker may call it at any time.
 * @returns what was given back
 */
export async function releaseSilentRuns(
  { db }: { db: Db },
  silentAfterMs = SILENT_AFTER_MS,
): Promise<{ runId: string; worker: string; state: string }[]> {
  return db.transaction(async (tx) => {
    const freed = (await tx.execute(sql`
      update run set deaths = deaths + 1,
        state = case when cancel_requested then 'cancelled'
          when deaths + 1 >= ${DEATHS_ALLOWED} then 'failed' else 'interrupted' end,
        finished_at = case when cancel_requested or deaths + 1 >= ${DEATHS_ALLOWED} then now() end,
        error = case when not cancel_requested and deaths + 1 >= ${DEATHS_ALLOWED}
          then 'Its worker ended without a word ' || (deaths + 1) || ' times. Look at the worker''s log and memory.' end
      where id in (
        select id from run
        where state = 'running' and heartbeat_at < now() - ${silentAfterMs} * interval '1 millisecond'
        for update skip locked)
      returning id as "runId", worker, state`)) as unknown as {
      runId: string;
      worker: string;
      state: string;
    }[];
    for (const { runId, worker } of freed) {
      await tx.execute(sql`
        insert into run_log (run_id, seq, at, stage, line)
        select ${runId}, coalesce(max(seq), 0) + 1, now(), 'queue',
          ${`Worker ${worker} has been silent for ${silentAfterMs / 1000} s: it counts as dead.`}
        from run_log where run_id = ${runId}`);
      await notifyRun(tx, runId);
    }
    return [...freed];
  });
}
