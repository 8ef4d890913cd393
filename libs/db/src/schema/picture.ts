import { sql } from 'drizzle-orm';
import {
  boolean,
  char,
  check,
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
import { site, trap } from './field.ts';

/** Pictures under one name; what a run trains on is one of its frozen versions. */
export const dataset = pgTable('dataset', {
  id: uuid('id').primaryKey().defaultRandom(),
  name: text('name').notNull().unique(),
  description: text('description').notNull().default(''),
  /** What the pictures show; said plainly wherever a figure of a model is shown. */
  kind: text('kind', { enum: ['rendered', 'olive fruit flies', 'mosquitoes', 'other'] })
    .notNull()
    .default('other'),
  createdBy: text('created_by'),
  createdAt: instant('created_at').notNull().defaultNow(),
});

/** A state of a data set that never changes again; `contentHash` covers pictures, labels, splits and classes. */
export const datasetVersion = pgTable(
  'dataset_version',
  {
    id: uuid('id').primaryKey().defaultRandom(),
    datasetId: uuid('dataset_id')
      .notNull()
      .references(() => dataset.id),
    version: integer('version').notNull(),
    contentHash: char('content_hash', { length: 64 }).notNull(),
    manifest: jsonb('manifest').notNull(),
    counts: jsonb('counts').notNull(),
    parentId: uuid('parent_id'),
    note: text('note').notNull().default(''),
    createdBy: text('created_by'),
    createdAt: instant('created_at').notNull().defaultNow(),
  },
  (t) => [
    uniqueIndex('dataset_version_number').on(t.datasetId, t.version),
    uniqueIndex('dataset_version_content').on(t.datasetId, t.contentHash),
  ],
);

export const picture = pgTable(
  'picture',
  {
    id: uuid('id').primaryKey().defaultRandom(),
    datasetId: uuid('dataset_id')
      .notNull()
      .references(() => dataset.id),
    /** Also its name in the object store. */
    sha256: char('sha256', { length: 64 }).notNull(),
    bytes: big('bytes').notNull(),
    /** As it was called where it came from. */
    name: text('name').notNull(),
    width: integer('width').notNull(),
    height: integer('height').notNull(),
    source: text('source', { enum: ['upload', 'trap'] }).notNull(),
    trapId: text('trap_id').references(() => trap.id),
    siteId: uuid('site_id').references(() => site.id),
    capturedAt: instant('captured_at'),
    split: text('split', { enum: ['train', 'valid', 'test'] }),
    /** Pictures of one group never stand in two splits. */
    groupKey: text('group_key'),
    /** Whether its boxes are all there are: an unlabelled picture without boxes is not an empty one. */
    labelled: boolean('labelled').notNull(),
    createdAt: instant('created_at').notNull().defaultNow(),
  },
  (t) => [
    uniqueIndex('picture_content').on(t.datasetId, t.sha256),
    index('picture_site').on(t.siteId),
    index('picture_captured').on(t.capturedAt),
  ],
);

/** A box on a picture as it is now; how it came to be so is in `review_event`. */
export const labelBox = pgTable(
  'label_box',
  {
    id: uuid('id').primaryKey().defaultRandom(),
    pictureId: uuid('picture_id')
      .notNull()
      .references(() => picture.id),
    className: text('class_name').notNull(),
    /** Shares of the picture's width and height. */
    cx: doublePrecision('cx').notNull(),
    cy: doublePrecision('cy').notNull(),
    w: doublePrecision('w').notNull(),
    h: doublePrecision('h').notNull(),
    confidence: doublePrecision('confidence'),
    origin: text('origin', { enum: ['import', 'model', 'person'] }).notNull(),
    /** Which model proposed it. */
    modelSha256: char('model_sha256', { length: 64 }),
    state: text('state', { enum: ['proposed', 'accepted', 'rejected'] }).notNull(),
    revision: integer('revision').notNull().default(0),
    decidedBy: text('decided_by'),
    decidedAt: instant('decided_at'),
    /**
     * A control: reviewers see it as a proposal, its truth is known, and it is in no version. `truthClass` is null
     * when there is no insect; `controlOf` is the real box that it stands for while it is shown.
     */
    knownTruth: boolean('known_truth').notNull().default(false),
    truthClass: text('truth_class'),
    controlOf: uuid('control_of'),
    /** Two people do not get the same box: shown to whom, and when. */
    offeredTo: text('offered_to'),
    offeredAt: instant('offered_at'),
    createdAt: instant('created_at').notNull().defaultNow(),
  },
  (t) => [
    index('label_box_picture').on(t.pictureId),
    index('label_box_queue')
      .on(t.confidence)
      .where(sql`${t.state} = 'proposed'`),
    check('label_box_size', sql`${t.w} > 0 and ${t.h} > 0`),
  ],
);

/** Everything that people decided, in order; a trigger of a hand-written migration refuses changes of it. */
export const reviewEvent = pgTable(
  'review_event',
  {
    id: big('id').primaryKey().generatedAlwaysAsIdentity(),
    at: instant('at').notNull().defaultNow(),
    userId: text('user_id').notNull(),
    datasetId: uuid('dataset_id')
      .notNull()
      .references(() => dataset.id),
    pictureId: uuid('picture_id')
      .notNull()
      .references(() => picture.id),
    boxId: uuid('box_id').notNull(),
    action: text('action', { enum: ['accept', 'reject', 'class', 'move', 'draw', 'undo'] }).notNull(),
    /** Decisions of one bulk action share it, and are undone together. */
    bulkId: uuid('bulk_id'),
    /** The box before and after; null where there was none. */
    before: jsonb('before'),
    after: jsonb('after'),
    /** For `undo`: which event it takes back. */
    undoes: big('undoes'),
  },
  (t) => [
    uniqueIndex('review_event_undone_once').on(t.undoes),
    index('review_event_box').on(t.boxId),
    index('review_event_person').on(t.datasetId, t.userId, t.id),
  ],
);

/** The labels of one picture as a version froze them: `[class name, cx, cy, w, h]` per box. */
export const datasetVersionPicture = pgTable(
  'dataset_version_picture',
  {
    versionId: uuid('version_id')
      .notNull()
      .references(() => datasetVersion.id),
    pictureId: uuid('picture_id')
      .notNull()
      .references(() => picture.id),
    split: text('split', { enum: ['train', 'valid', 'test'] }).notNull(),
    labels: jsonb('labels').notNull(),
  },
  (t) => [primaryKey({ columns: [t.versionId, t.pictureId] })],
);
