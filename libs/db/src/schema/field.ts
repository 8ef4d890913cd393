import { sql } from 'drizzle-orm';
import {
  check,
  doublePrecision,
  index,
  pgTable,
  text,
  uniqueIndex,
  uuid,
  jsonb,
  char,
} from 'drizzle-orm/pg-core';
import { instant } from './columns.ts';

/** A place where traps stand. Coordinates are WGS 84 degrees. */
export const site = pgTable(
  'site',
  {
    id: uuid('id').primaryKey().defaultRandom(),
    name: text('name').notNull().unique(),
    latitude: doublePrecision('latitude').notNull(),
    longitude: doublePrecision('longitude').notNull(),
    /** Administrative area: department, district. */
    area: text('area').notNull(),
    environment: text('environment').notNull(),
    /** IANA name; days and weeks of this site are counted in it. */
    timeZone: text('time_zone').notNull(),
    createdAt: instant('created_at').notNull().defaultNow(),
  },
  (t) => [
    check('site_latitude', sql`${t.latitude} between -90 and 90`),
    check('site_longitude', sql`${t.longitude} between -180 and 180`),
  ],
);

/** A device. Its id is the thing name, the MQTT client id and the certificate's common name. */
export const trap = pgTable('trap', {
  id: text('id').primaryKey(),
  label: text('label'),
  registeredAt: instant('registered_at').notNull().defaultNow(),
});

/**
 * One trap at one site from `startedAt` until (not including) `endedAt`; null means still there. Counts belong
 * to it, so that a swapped device keeps the site's history. A hand-written migration adds the exclusion
 * constraint `deployment_no_overlap`: deployments of one trap never overlap.
 */
export const deployment = pgTable(
  'deployment',
  {
    id: uuid('id').primaryKey().defaultRandom(),
    trapId: text('trap_id')
      .notNull()
      .references(() => trap.id),
    siteId: uuid('site_id')
      .notNull()
      .references(() => site.id),
    startedAt: instant('started_at').notNull(),
    endedAt: instant('ended_at'),
  },
  (t) => [
    uniqueIndex('deployment_one_open_per_trap')
      .on(t.trapId)
      .where(sql`${t.endedAt} is null`),
    index('deployment_site').on(t.siteId),
    check('deployment_ends_after_start', sql`${t.endedAt} is null or ${t.endedAt} >= ${t.startedAt}`),
  ],
);

/** Known by the hash of its file. `name` is null while only traps have mentioned it: an unregistered model. */
export const model = pgTable('model', {
  sha256: char('sha256', { length: 64 }).primaryKey(),
  name: text('name'),
  manifest: jsonb('manifest'),
  firstSeenAt: instant('first_seen_at').notNull().defaultNow(),
  registeredAt: instant('registered_at'),
});
