import { DatabaseSync } from 'node:sqlite';
import type { SQLInputValue } from 'node:sqlite';

/**
 * Copies every table and row that can still be read out of a damaged database. It never throws: a damaged page ends
 * its table, not the others.
 * @returns how many rows came along
 */
export function salvageRows(damagedFile: string, target: DatabaseSync): number {
  let source: DatabaseSync | undefined;
  let rows = 0;
  try {
    source = new DatabaseSync(damagedFile, { readOnly: true });
    const tables = source
      .prepare(
        "SELECT name, sql FROM sqlite_master WHERE type = 'table' AND sql IS NOT NULL AND name NOT LIKE 'sqlite_%'",
      )
      .all() as { name: string; sql: string }[];
    for (const table of tables) rows += salvageTable(source, target, table);
  } catch {
    // Not even its table of contents can be read; the file stays aside for a person to look at.
  } finally {
    source?.close();
  }
  return rows;
}

function salvageTable(
  source: DatabaseSync,
  target: DatabaseSync,
  table: { name: string; sql: string },
): number {
  const name = `"${table.name.replaceAll('"', '""')}"`;
  let rows = 0;
  target.exec('BEGIN IMMEDIATE');
  try {
    target.exec(table.sql);
    for (const row of source.prepare(`SELECT * FROM ${name}`).iterate()) {
      const values = Object.values(row as Record<string, SQLInputValue>);
      const marks = values.map(() => '?').join(', ');
      rows += Number(
        target.prepare(`INSERT OR IGNORE INTO ${name} VALUES (${marks})`).run(...values).changes,
      );
    }
  } catch {
    // What was read so far is kept.
  }
  target.exec('COMMIT');
  return rows;
}
