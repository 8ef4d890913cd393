import type { PictureFilter } from '@natiu/contracts';
import { sql } from '@natiu/db';
import type { SQL } from '@natiu/db';

const always = sql`true`;

/** Conditions on `p` (picture). */
export function pictureConditions(filter: PictureFilter): SQL {
  const parts: SQL[] = [always];
  if (filter.split) parts.push(sql`p.split = ${filter.split}`);
  if (filter.siteId) parts.push(sql`p.site_id = ${filter.siteId}`);
  if (filter.trapId) parts.push(sql`p.trap_id = ${filter.trapId}`);
  if (filter.source) parts.push(sql`p.source = ${filter.source}`);
  if (filter.fromUtc)
    parts.push(sql`coalesce(p.captured_at, p.created_at) >= ${filter.fromUtc}::timestamptz`);
  if (filter.toUtc) parts.push(sql`coalesce(p.captured_at, p.created_at) < ${filter.toUtc}::timestamptz`);
  return sql.join(parts, sql` and `);
}

/** Whether a filter says something about single boxes. */
export function concernsBoxes(filter: PictureFilter): boolean {
  const { className, minConfidence, maxConfidence, state } = filter;
  return [className, minConfidence, maxConfidence, state].some((value) => value !== undefined);
}

/** Conditions on `b` (label_box). */
export function boxConditions(filter: PictureFilter): SQL {
  const parts: SQL[] = [always];
  if (filter.className) parts.push(sql`b.class_name = ${filter.className}`);
  if (filter.minConfidence !== undefined) parts.push(sql`b.confidence >= ${filter.minConfidence}`);
  if (filter.maxConfidence !== undefined) parts.push(sql`b.confidence <= ${filter.maxConfidence}`);
  if (filter.state) parts.push(sql`b.state = ${filter.state}`);
  return sql.join(parts, sql` and `);
}
