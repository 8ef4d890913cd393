import { getTableColumns, sql, type SQL } from 'drizzle-orm';
import type { PgTable } from 'drizzle-orm/pg-core';

/**
 * `INSERT` of many rows through one JSON parameter; the query builder would send one parameter per value, which
 * takes both sides longer than the insert itself. Columns that no row names take their defaults. More SQL may follow the result.
 */
export function insertRows<T extends PgTable>(table: T, rows: readonly T['$inferInsert'][]): SQL {
  const values = rows as readonly Record<string, unknown>[];
  const columns = Object.entries(getTableColumns(table)).filter(([key]) =>
    values.some((row) => row[key] !== undefined),
  );
  const records = values.map((row) =>
    Object.fromEntries(
      columns.map(([key, column]) => [
        column.name,
        // Inside the one JSON parameter a JSON value stands as itself, not as text.
        row[key] == null || column.getSQLType() === 'jsonb'
          ? (row[key] ?? null)
          : column.mapToDriverValue(row[key]),
      ]),
    ),
  );
  const names = columns.map(([, column]) => sql.identifier(column.name));
  const types = columns.map(
    ([, column]) => sql`${sql.identifier(column.name)} ${sql.raw(column.getSQLType())}`,
  );
  return sql`insert into ${table} (${sql.join(names, sql`, `)})
    select ${sql.join(names, sql`, `)}
    from jsonb_to_recordset(${JSON.stringify(records)}::jsonb) as r(${sql.join(types, sql`, `)})`;
}
