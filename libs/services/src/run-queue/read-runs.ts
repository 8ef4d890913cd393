import { RunMetric } from '@natiu/contracts';
import type {
  ListRunsInput,
  ReadRunLogInput,
  RunDetail,
  RunKind,
  RunLogLine,
  RunProgress,
  RunRow,
  RunState,
} from '@natiu/contracts';
import { and, asc, eq, gt, run, runArtefact, runLog, runMetric, sql } from '@natiu/db';
import type { Db, SQL } from '@natiu/db';
import { NotFoundError } from '@natiu/errors';
import { planTraining } from './estimate-run.ts';
import { SILENT_AFTER_MS } from './take-run.ts';

type Ctx = { db: Db };

type Row = Omit<RunRow, 'kind' | 'state' | 'createdAt' | 'startedAt' | 'finishedAt' | 'heardAt'> & {
  kind: RunKind;
  state: RunState;
  createdMs: number;
  startedMs: number | null;
  finishedMs: number | null;
  heardMs: number | null;
};

const toIso = (ms: number | null) => (ms === null ? null : new Date(ms).toISOString());

function toRunRow({ createdMs, startedMs, finishedMs, heardMs, ...row }: Row): RunRow {
  return {
    ...row,
    progress: row.progress as RunProgress | null,
    createdAt: new Date(createdMs).toISOString(),
    startedAt: toIso(startedMs),
    finishedAt: toIso(finishedMs),
    heardAt: toIso(heardMs),
  };
}

async function selectRuns(db: Db, where: SQL, limit: number): Promise<RunRow[]> {
  const ms = (column: SQL) => sql`(extract(epoch from ${column}) * 1000)::float8`;
  const best = (figure: string) =>
    sql`(select max((m.values->'validation'->>${figure})::float8) from run_metric m
      where m.run_id = r.id and m.stage = (
        select l.stage from run_metric l where l.run_id = r.id order by l.at desc limit 1))`;
  const rows = await db.execute(sql`
    select r.id, r.kind, r.title, r.model_name as "modelName", r.state,
      r.dataset_version_id as "datasetVersionId",
      coalesce(vd.name || ' v' || v.version, d.name) as "datasetLabel",
      r.progress, r.estimate_seconds as "estimateSeconds", coalesce(u.name, r.created_by) as "createdBy",
      ${ms(sql`r.created_at`)} as "createdMs", ${ms(sql`r.started_at`)} as "startedMs",
      ${ms(sql`r.finished_at`)} as "finishedMs", ${ms(sql`r.heartbeat_at`)} as "heardMs",
      r.worker, r.cancel_requested as "cancelRequested", r.attempt, r.error,
      (r.state = 'running' and r.heartbeat_at < now() - ${SILENT_AFTER_MS} * interval '1 millisecond') as silent,
      ${best('map50')} as "bestMap50", ${best('map50To95')} as "bestMap50To95",
      (select mv.id from model_version mv where mv.run_id = r.id order by mv.registered_at desc limit 1)
        as "modelVersionId"
    from run r
      left join dataset_version v on v.id = r.dataset_version_id
      left join dataset vd on vd.id = v.dataset_id
      left join dataset d on d.id = r.dataset_id
      left join "user" u on u.id = r.created_by
    where ${where}
    order by r.created_at desc limit ${limit}`);
  return (rows as unknown as Row[]).map(toRunRow);
}

const anyOf = (column: SQL, values: readonly string[]) =>
  sql`${column} in (${sql.join(
    values.map((value) => sql`${value}`),
    sql`, `,
  )})`;

/** Newest first. */
export function listRuns({ db }: Ctx, input: ListRunsInput): Promise<RunRow[]> {
  const conditions = [anyOf(sql`r.kind`, input.kinds.length > 0 ? input.kinds : ['none'])];
  if (input.states && input.states.length > 0) conditions.push(anyOf(sql`r.state`, input.states));
  return selectRuns(db, sql.join(conditions, sql` and `), input.limit);
}

export async function readRunRow({ db }: Ctx, runId: string): Promise<RunRow> {
  const [row] = await selectRuns(db, sql`r.id = ${runId}`, 1);
  if (!row) throw new NotFoundError('There is no such run.');
  return row;
}

/** Epochs by stage, in the order in which stages are done. */
async function readMetrics(db: Db, row: RunRow, settings: unknown): Promise<RunDetail['metrics']> {
  const points = await db
    .select({ stage: runMetric.stage, values: runMetric.values })
    .from(runMetric)
    .where(eq(runMetric.runId, row.id))
    .orderBy(asc(runMetric.epoch));
  const byStage = new Map<string, RunMetric[]>();
  for (const { stage, values } of points) {
    const parsed = RunMetric.safeParse(values);
    if (parsed.success) byStage.set(stage, [...(byStage.get(stage) ?? []), parsed.data]);
  }
  const isTraining = row.kind === 'normal' || row.kind === 'distilled' || row.kind === 'distilled-retrained';
  const planned: string[] = isTraining
    ? planTraining({ kind: row.kind as 'normal', settings: settings as never }).map((stage) => stage.name)
    : [];
  const order = [...new Set([...planned, ...byStage.keys()])];
  return order.flatMap((stage) => (byStage.has(stage) ? [{ stage, points: byStage.get(stage)! }] : []));
}

/** Everything about one run but its log. */
export async function getRun(ctx: Ctx, runId: string): Promise<RunDetail> {
  const { db } = ctx;
  const row = await readRunRow(ctx, runId);
  const [stored] = await db
    .select({ settings: run.settings, timings: run.timings, result: run.result })
    .from(run)
    .where(eq(run.id, runId));
  const artefacts = await db
    .select()
    .from(runArtefact)
    .where(eq(runArtefact.runId, runId))
    .orderBy(asc(runArtefact.name));
  return {
    ...row,
    settings: stored!.settings,
    metrics: await readMetrics(db, row, stored!.settings),
    timings: stored!.timings as Record<string, number>,
    result: stored!.result,
    artefacts: artefacts.map(({ name, sha256, bytes, at }) => ({
      name,
      sha256,
      bytes,
      at: at.toISOString(),
    })),
  };
}

/** Lines after `after`, oldest first. */
export async function readRunLog({ db }: Ctx, input: ReadRunLogInput): Promise<RunLogLine[]> {
  const rows = await db
    .select()
    .from(runLog)
    .where(and(eq(runLog.runId, input.runId), gt(runLog.seq, input.after)))
    .orderBy(asc(runLog.seq))
    .limit(input.limit);
  return rows.map(({ seq, at, stage, line }) => ({ seq, at: at.toISOString(), stage, line }));
}
