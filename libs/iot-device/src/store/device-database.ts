import { existsSync, mkdirSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { ConflictError, EnvironmentError, describeError } from '@natiu/errors';
import { salvageRows } from './salvage-rows.ts';

export const DATABASE_FILE = 'device.sqlite';
const SIDE_FILES = ['', '-wal', '-shm'];

/** A database that could not be read was moved aside; what was still readable came along. */
export interface Recovery {
  readonly movedTo: string;
  readonly reason: string;
  readonly salvagedRows: number;
}

/** The one durable store of a trap: what it has counted, what it has seen, what it still has to send. */
export interface DeviceDatabase {
  readonly file: string;
  readonly connection: DatabaseSync;
  /** Set when the file that was found here was damaged. */
  readonly recovery: Recovery | undefined;
  /** All of `work` is on the disk when this returns, or nothing of it. Nested calls join the outer one. */
  transaction<T>(work: () => T): T;
  close(): void;
}

/**
 * Opens (or makes) the store in `dir`. One process at a time; a damaged file is moved aside, never deleted.
 * @throws ConflictError when another process has it open
 * @throws EnvironmentError when the folder cannot be written or the disk is full
 */
export function openDeviceDatabase(dir: string): DeviceDatabase {
  const file = join(dir, DATABASE_FILE);
  try {
    mkdirSync(dir, { recursive: true, mode: 0o700 });
  } catch (cause) {
    throw new EnvironmentError(`The data folder ${dir} cannot be made: ${describeError(cause)}`, { cause });
  }
  try {
    return wrapConnection(file, openChecked(file), undefined);
  } catch (error) {
    if (!isDamage(error)) throw explainStoreError(error, file);
    return startAfresh(file, error);
  }
}

function openChecked(file: string): DatabaseSync {
  const connection = new DatabaseSync(file, { timeout: 500 });
  try {
    // Exclusive: two agents on one folder would count everything twice. Locks vanish with a killed process.
    connection.exec('PRAGMA locking_mode = EXCLUSIVE');
    connection.exec('PRAGMA journal_mode = WAL');
    connection.exec('PRAGMA synchronous = FULL');
    connection.exec('BEGIN IMMEDIATE; COMMIT');
    const checked = connection.prepare('PRAGMA quick_check(1)').get() as { quick_check: string };
    if (checked.quick_check !== 'ok') throw new DamagedDatabase(checked.quick_check);
    return connection;
  } catch (error) {
    connection.close();
    throw error;
  }
}

class DamagedDatabase extends Error {}

const SQLITE_BUSY = 5;
const SQLITE_CORRUPT = 11;
const SQLITE_FULL = 13;
const SQLITE_NOTADB = 26;

function sqliteCode(error: unknown): number | undefined {
  const code = (error as { errcode?: unknown } | undefined)?.errcode;
  return typeof code === 'number' ? code & 0xff : undefined;
}

function isDamage(error: unknown): boolean {
  const code = sqliteCode(error);
  return error instanceof DamagedDatabase || code === SQLITE_CORRUPT || code === SQLITE_NOTADB;
}

function startAfresh(file: string, error: unknown): DeviceDatabase {
  const stamp = new Date().toISOString().replace(/[-:.]/g, '');
  let movedTo = file.replace(/\.sqlite$/, `.damaged-${stamp}.sqlite`);
  for (let n = 2; existsSync(movedTo); n++)
    movedTo = file.replace(/\.sqlite$/, `.damaged-${stamp}-${n}.sqlite`);
  for (const side of SIDE_FILES) if (existsSync(file + side)) renameSync(file + side, movedTo + side);
  const connection = openChecked(file);
  const salvagedRows = salvageRows(movedTo, connection);
  return wrapConnection(file, connection, { movedTo, reason: describeError(error), salvagedRows });
}

function wrapConnection(
  file: string,
  connection: DatabaseSync,
  recovery: Recovery | undefined,
): DeviceDatabase {
  let depth = 0;
  const transaction = <T>(work: () => T): T => {
    if (depth > 0) return work();
    try {
      connection.exec('BEGIN IMMEDIATE');
      depth = 1;
      const result = work();
      connection.exec('COMMIT');
      return result;
    } catch (error) {
      // SQLite may have rolled back by itself (disk full); then there is nothing left to undo.
      if (connection.isTransaction) connection.exec('ROLLBACK');
      throw explainStoreError(error, file);
    } finally {
      depth = 0;
    }
  };
  return { file, connection, recovery, transaction, close: () => connection.close() };
}

/** Turns SQLite's own words into what a person can act on; other errors pass unchanged. */
export function explainStoreError(error: unknown, file: string): unknown {
  const code = sqliteCode(error);
  if (code === undefined) return error;
  const options = { cause: error, details: { file, sqliteCode: code } };
  if (code === SQLITE_BUSY)
    return new ConflictError(`Another process uses ${file}: one agent per data folder.`, options);
  if (code === SQLITE_FULL) {
    return new EnvironmentError(
      `The disk is full: nothing can be stored in ${file}. Free some space.`,
      options,
    );
  }
  return new EnvironmentError(`${file} cannot be used: ${describeError(error)}`, options);
}
