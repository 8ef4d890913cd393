import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { ConflictError, InputError } from '@natiu/errors';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DATABASE_FILE, openDeviceDatabase, openOutbox } from '../index.ts';
import type { NewMessage } from '../index.ts';

const event = (message: string): NewMessage => ({
  kind: 'event',
  atUtc: '2026-11-23T10:00:00.000Z',
  level: 'info',
  code: 'test-event',
  message,
});

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'natiu-outbox-'));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

/** Destroys pages behind the first two, as a failing card does. */
function damage(file: string, fromPage: number): void {
  const bytes = readFileSync(file);
  bytes.fill(0xa5, fromPage * 4096);
  writeFileSync(file, bytes);
}

describe('outbox', () => {
  it('numbers messages from 1 within one boot and gives them back in order', () => {
    const outbox = openOutbox(dir);
    expect(['a', 'b', 'c'].map((m) => outbox.append(event(m)))).toEqual([1, 2, 3]);
    const batch = outbox.peekBatch();
    expect(batch.map((m) => JSON.parse(m.json).message)).toEqual(['a', 'b', 'c']);
    expect(new Set(batch.map((m) => m.boot))).toEqual(new Set([outbox.boot]));
    outbox.close();
  });

  it('keeps messages over a restart and sends those of the older boot first', () => {
    const first = openOutbox(dir);
    first.append(event('old'));
    first.close();
    const second = openOutbox(dir);
    expect(second.append(event('new'))).toBe(1);
    expect(second.boot).not.toBe(first.boot);
    expect(second.peekBatch().map((m) => JSON.parse(m.json).message)).toEqual(['old']);
    second.trim(first.boot, 1);
    expect(second.peekBatch().map((m) => JSON.parse(m.json).message)).toEqual(['new']);
    second.close();
  });

  it('forgets only what the watermark of the same boot covers', () => {
    const outbox = openOutbox(dir);
    for (const m of ['a', 'b', 'c']) outbox.append(event(m));
    expect(outbox.trim('00000000-0000-4000-8000-000000000000', 3)).toBe(0);
    expect(outbox.trim(outbox.boot, 2)).toBe(2);
    expect(outbox.trim(outbox.boot, 2)).toBe(0);
    expect(outbox.depth()).toBe(1);
    expect(outbox.depth('heartbeat')).toBe(0);
    expect(outbox.peekBatch()[0]!.sequence).toBe(3);
    outbox.close();
  });

  it('limits a batch in bytes and in number, and never holds back a single large message', () => {
    const outbox = openOutbox(dir);
    for (let i = 0; i < 40; i++) outbox.append(event('x'.repeat(900)));
    const batch = outbox.peekBatch(8 * 1024);
    expect(batch.length).toBeGreaterThan(3);
    expect(batch.reduce((sum, m) => sum + m.json.length, 0)).toBeLessThan(8 * 1024);
    expect(outbox.peekBatch(100)).toHaveLength(1);
    expect(outbox.peekBatch(undefined, 2)).toHaveLength(2);
    outbox.close();
  });

  it('takes nothing of a failed transaction, and leaves no gap in the sequence', () => {
    const outbox = openOutbox(dir);
    const failing = () =>
      outbox.database.transaction(() => {
        outbox.append(event('half'));
        throw new Error('stop');
      });
    expect(failing).toThrow('stop');
    expect(outbox.depth()).toBe(0);
    expect(outbox.append(event('whole'))).toBe(1);
    outbox.close();
  });

  it('refuses a message that the cloud would refuse', () => {
    const outbox = openOutbox(dir);
    expect(() => outbox.append({ ...event('x'), code: 'Not Kebab' } as NewMessage)).toThrow(InputError);
    expect(outbox.append(event('x'))).toBe(1);
    outbox.close();
  });

  it('lets only one agent use a folder', () => {
    const outbox = openOutbox(dir);
    expect(() => openDeviceDatabase(dir)).toThrow(ConflictError);
    outbox.close();
    openOutbox(dir).close();
  });

  it('moves a file that is no database aside, names it, and goes on', () => {
    writeFileSync(join(dir, DATABASE_FILE), 'this is not a database, and never was one '.repeat(200));
    const outbox = openOutbox(dir);
    expect(outbox.database.recovery?.movedTo).toMatch(/damaged/);
    expect(readdirSync(dir).filter((name) => name.includes('damaged'))).not.toEqual([]);
    expect(outbox.append(event('alive'))).toBe(1);
    outbox.close();
  });

  it('saves what a damaged database still has, and fills the holes so that nothing waits for ever', () => {
    const first = openOutbox(dir);
    for (let i = 0; i < 400; i++) first.append(event(`message ${i} ${'x'.repeat(200)}`));
    first.trim(first.boot, 3);
    first.close();
    damage(join(dir, DATABASE_FILE), 12);
    const second = openOutbox(dir);
    expect(second.database.recovery).toBeDefined();
    const sequences: number[] = [];
    for (let batch = second.peekBatch(); batch.length > 0; batch = second.peekBatch()) {
      sequences.push(...batch.map((m) => m.sequence));
      second.trim(batch[0]!.boot, sequences.at(-1)!);
    }
    expect(sequences.length).toBeGreaterThan(40);
    expect(sequences).toEqual(sequences.map((_, i) => sequences[0]! + i));
    second.close();
  });

  it('says that the disk is full, keeps what it has, and works again when there is room', () => {
    const outbox = openOutbox(dir);
    outbox.append(event('kept'));
    const { connection } = outbox.database;
    const { page_count } = connection.prepare('PRAGMA page_count').get() as { page_count: number };
    connection.exec(`PRAGMA max_page_count = ${page_count}`);
    const fill = () => {
      for (let i = 0; i < 1_000; i++) outbox.append(event('y'.repeat(900)));
    };
    expect(fill).toThrow(/disk is full/);
    const kept = outbox.depth();
    expect(kept).toBeGreaterThan(0);
    connection.exec('PRAGMA max_page_count = 100000');
    expect(outbox.append(event('again'))).toBe(kept + 1);
    outbox.close();
  });

  it('writes durably: write-ahead log, full synchronisation', () => {
    const outbox = openOutbox(dir);
    const { connection } = outbox.database;
    expect(connection.prepare('PRAGMA synchronous').get()).toEqual({ synchronous: 2 });
    expect(connection.prepare('PRAGMA journal_mode').get()).toEqual({ journal_mode: 'wal' });
    expect(connection).toBeInstanceOf(DatabaseSync);
    outbox.close();
  });
});
