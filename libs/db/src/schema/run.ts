import { sql } from 'drizzle-orm';
import {
  boolean,
  char,
  doublePrecision,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  uniqueIndex,
  uuid,
} from 'drizzle-orm/pg-core';
import { big, instant } from './columns.ts';
import { model } from './field.ts';
import { dataset, datasetVersion } from './picture.ts';

/**
 * Work for trainers, and the queue that they take it from. Whoever holds `attempt` may write; taking a run raises
 * it, so that a worker that was thought dead can do no harm when it comes back.
 */
export const run = pgTable(
  'run',
  {
    id: uuid('id').primaryKey().defaultRandom(),
    kind: text('kind', {
      enum: ['normal', 'distilled', 'distilled-retrained', 'import', 'propose', 'compare'],
    }).notNull(),
    title: text('title').notNull().default(''),
    modelName: text('model_name'),
    settings: jsonb('settings').notNull(),
    datasetId: uuid('dataset_id').references(() => dataset.id),
    datasetVersionId: uuid('dataset_version_id').references(() => datasetVersion.id),
    state: text('state', {
      enum: ['queued', 'running', 'interrupted', 'succeeded', 'failed', 'cancelled'],
    }).notNull(),
    attempt: integer('attempt').notNull().default(0),
    /** Workers that died over it; too many and it is the run's own fault. */
    deaths: integer('deaths').notNull().default(0),
    worker: text('worker'),
    heartbeatAt: instant('heartbeat_at'),
    cancelRequested: boolean('cancel_requested').notNull().default(false),
    cancelledBy: text('cancelled_by'),
    estimateSeconds: doublePrecision('estimate_seconds'),
    progress: jsonb('progress'),
    /** Seconds by stage that is done. */
    timings: jsonb('timings')
      .notNull()
      .default(sql`'{}'::jsonb`),
    result: jsonb('result'),
    error: text('error'),
    createdBy: text('created_by'),
    createdAt: instant('created_at').notNull().defaultNow(),
    startedAt: instant('started_at'),
    finishedAt: instant('finished_at'),
  },
  (t) => [
    index('run_waiting')
      .on(t.createdAt)
      .where(sql`${t.state} in ('queued', 'interrupted')`),
    index('run_at_work')
      .on(t.heartbeatAt)
      .where(sql`${t.state} = 'running'`),
    index('run_dataset').on(t.datasetId),
  ],
);

/** One finished epoch; written again when a run goes on from an earlier checkpoint. */
export const runMetric = pgTable(
  'run_metric',
  {
    runId: uuid('run_id')
      .notNull()
      .references(() => run.id),
    stage: text('stage').notNull(),
    epoch: integer('epoch').notNull(),
    values: jsonb('values').notNull(),
    at: instant('at').notNull().defaultNow(),
  },
  (t) => [primaryKey({ columns: [t.runId, t.stage, t.epoch] })],
);

export const runLog = pgTable(
  'run_log',
  {
    runId: uuid('run_id')
      .notNull()
      .references(() => run.id),
    seq: integer('seq').notNull(),
    at: instant('at').notNull(),
    stage: text('stage').notNull(),
    line: text('line').notNull(),
  },
  (t) => [primaryKey({ columns: [t.runId, t.seq] })],
);

/** Files of a run in the object store: checkpoints that other machines go on from, reports, packages. */
export const runArtefact = pgTable(
  'run_artefact',
  {
    runId: uuid('run_id')
      .notNull()
      .references(() => run.id),
    name: text('name').notNull(),
    sha256: char('sha256', { length: 64 }).notNull(),
    bytes: big('bytes').notNull(),
    at: instant('at').notNull().defaultNow(),
  },
  (t) => [primaryKey({ columns: [t.runId, t.name] })],
);

/** A signed package in the registry. Its files are in the object store by their hashes. */
export const modelVersion = pgTable(
  'model_version',
  {
    id: uuid('id').primaryKey().defaultRandom(),
    name: text('name').notNull(),
    /** 1, 2, 3 ... under its name. */
    version: integer('version').notNull(),
    modelSha256: char('model_sha256', { length: 64 })
      .notNull()
      .references(() => model.sha256),
    /** The manifest file's very bytes are what was signed. */
    manifestText: text('manifest_text').notNull(),
    signatureText: text('signature_text').notNull(),
    keyId: char('key_id', { length: 16 }).notNull(),
    parity: jsonb('parity').notNull(),
    runId: uuid('run_id').references(() => run.id),
    registeredBy: text('registered_by'),
    registeredAt: instant('registered_at').notNull().defaultNow(),
  },
  (t) => [
    uniqueIndex('model_version_number').on(t.name, t.version),
    uniqueIndex('model_version_content').on(t.name, t.modelSha256),
  ],
);

/** At most one version of a name is its candidate, and one its champion. */
export const modelAlias = pgTable(
  'model_alias',
  {
    name: text('name').notNull(),
    alias: text('alias', { enum: ['candidate', 'champion'] }).notNull(),
    versionId: uuid('version_id')
      .notNull()
      .references(() => modelVersion.id),
  },
  (t) => [primaryKey({ columns: [t.name, t.alias] })],
);

/** Who moved an alias when; the aliases' whole history. */
export const modelPromotion = pgTable(
  'model_promotion',
  {
    id: big('id').primaryKey().generatedAlwaysAsIdentity(),
    name: text('name').notNull(),
    alias: text('alias', { enum: ['candidate', 'champion'] }).notNull(),
    versionId: uuid('version_id')
      .notNull()
      .references(() => modelVersion.id),
    byUser: text('by_user'),
    at: instant('at').notNull().defaultNow(),
    note: text('note'),
    comparisonId: uuid('comparison_id'),
  },
  (t) => [index('model_promotion_name').on(t.name, t.id)],
);

/** Two versions on the same pictures. */
export const modelComparison = pgTable(
  'model_comparison',
  {
    id: uuid('id').primaryKey().defaultRandom(),
    championVersionId: uuid('champion_version_id')
      .notNull()
      .references(() => modelVersion.id),
    candidateVersionId: uuid('candidate_version_id')
      .notNull()
      .references(() => modelVersion.id),
    result: jsonb('result').notNull(),
    at: instant('at').notNull().defaultNow(),
  },
  (t) => [
    index('model_comparison_candidate').on(t.candidateVersionId),
    index('model_comparison_champion').on(t.championVersionId),
  ],
);
