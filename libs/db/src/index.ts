export { openDatabase } from './connect.ts';
export type { Database, Db, OpenDatabaseOptions, Querier, StopListening, Transaction } from './connect.ts';
export { COUNTS_CHANNEL, RUNS_CHANNEL } from './channels.ts';
export { describeDatabaseError, findDatabaseErrorCode } from './describe-database-error.ts';
export { insertRows } from './insert-rows.ts';
export { migrate } from './migrate.ts';
export { classCountsFromColumns, columnsFromClassCounts } from './class-columns.ts';
export type { ClassColumns } from './class-columns.ts';
export * from './schema/index.ts';
export {
  and,
  asc,
  avg,
  between,
  count as countRows,
  desc,
  eq,
  exists,
  gt,
  gte,
  ilike,
  inArray,
  isNotNull,
  isNull,
  lt,
  lte,
  max,
  min,
  ne,
  not,
  notInArray,
  or,
  sql,
  sum,
} from 'drizzle-orm';
export type { InferInsertModel, InferSelectModel, SQL } from 'drizzle-orm';
