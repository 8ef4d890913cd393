import { char, date, doublePrecision, index, pgTable, primaryKey, uuid } from 'drizzle-orm/pg-core';
import { big, classSumColumns, instant } from './columns.ts';
import { deployment, model } from './field.ts';

const sums = () => ({
  ...classSumColumns(),
  captures: big('captures').notNull(),
  unreadable: big('unreadable').notNull(),
  /** Number of count rows behind these sums. */
  intervals: big('intervals').notNull(),
  observedS: doublePrecision('observed_s').notNull(),
  degradedS: doublePrecision('degraded_s').notNull(),
  downS: doublePrecision('down_s').notNull(),
});

const keys = () => ({
  deploymentId: uuid('deployment_id')
    .notNull()
    .references(() => deployment.id),
  modelSha256: char('model_sha256', { length: 64 })
    .notNull()
    .references(() => model.sha256),
});

/** Sums per hour (UTC) in which an interval starts. Written together with the counts, in one transaction. */
export const countHourly = pgTable(
  'count_hourly',
  { ...keys(), hourStart: instant('hour_start').notNull(), ...sums() },
  (t) => [
    primaryKey({ columns: [t.deploymentId, t.modelSha256, t.hourStart] }),
    index('count_hourly_start').on(t.hourStart),
  ],
);

/** Sums per local day (`YYYY-MM-DD`, the site's time zone) in which an interval starts. */
export const countDaily = pgTable(
  'count_daily',
  { ...keys(), day: date('day', { mode: 'string' }).notNull(), ...sums() },
  (t) => [
    primaryKey({ columns: [t.deploymentId, t.modelSha256, t.day] }),
    index('count_daily_day').on(t.day),
  ],
);
