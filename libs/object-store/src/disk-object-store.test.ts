import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { InputError, NotFoundError } from '@natiu/errors';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createDiskObjectStore, type ObjectStore } from './index.ts';

let dir: string;
let store: ObjectStore;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'natiu-objects-'));
  store = createDiskObjectStore(join(dir, 'objects'));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

const bytes = Uint8Array.from({ length: 1_000 }, (_, i) => i % 251);
const sha256 = createHash('sha256').update(bytes).digest('hex');
const filesIn = (folder: string) => readdirSync(join(dir, 'objects', folder));

describe('createDiskObjectStore', () => {
  it('gives back what was put, under the hash of its content', async () => {
    expect(await store.put(bytes)).toEqual({ sha256, bytes: 1_000 });
    const { content, bytes: size } = await store.get(sha256);
    expect(size).toBe(1_000);
    expect(Uint8Array.from(await buffer(content))).toEqual(bytes);
  });

  it('keeps the same content once, also when it is put twice at once and in pieces', async () => {
    async function* inPieces() {
      for (let at = 0; at < bytes.length; at += 300) yield bytes.subarray(at, at + 300);
    }
    await Promise.all([store.put(inPieces()), store.put(bytes)]);
    expect(filesIn(sha256.slice(0, 2))).toEqual([sha256]);
    expect(filesIn('incoming')).toEqual([]);
  });

  it('gives a part, both ends included, and refuses one that lies outside', async () => {
    await store.put(bytes);
    const partOf = async (start: number, end?: number) =>
      Uint8Array.from(await buffer((await store.get(sha256, { start, end })).content));
    expect(await partOf(10, 12)).toEqual(bytes.subarray(10, 13));
    expect(await partOf(990)).toEqual(bytes.subarray(990));
    await expect(store.get(sha256, { start: 1_000 })).rejects.toThrow(InputError);
    await expect(store.get(sha256, { start: 5, end: 1_000 })).rejects.toThrow('outside');
  });

  it('keeps nothing of content that is not what was announced, or that ends with an error', async () => {
    await expect(store.put(bytes, 'f'.repeat(64))).rejects.toThrow(InputError);
    async function* breaksOff(): AsyncGenerator<Uint8Array> {
      yield bytes;
      throw new Error('connection lost');
    }
    await expect(store.put(breaksOff())).rejects.toThrow('connection lost');
    expect(await store.has(sha256)).toBe(false);
    expect(filesIn('incoming')).toEqual([]);
  });

  it("removes what is nobody's any more, and nothing outside", async () => {
    await store.put(bytes);
    await store.remove(sha256);
    await store.remove(sha256);
    expect(await store.has(sha256)).toBe(false);
    await expect(store.remove('../outside')).rejects.toThrow(InputError);
  });

  it('knows what it has not, and takes no path for a name', async () => {
    await expect(store.get(sha256)).rejects.toThrow(NotFoundError);
    expect(await store.has(sha256)).toBe(false);
    await expect(store.has('../../etc/passwd')).rejects.toThrow(InputError);
    await expect(store.get('A'.repeat(64))).rejects.toThrow(InputError);
  });
});
