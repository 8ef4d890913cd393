import { createHash, randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, open, rename, rm, stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { EnvironmentError, InputError, NotFoundError } from '@natiu/errors';
import type { ByteRange, ObjectContent, ObjectStore, StoredObject } from './object-store.ts';

const SHA256 = /^[0-9a-f]{64}$/;

function pathOf(root: string, sha256: string): string {
  if (!SHA256.test(sha256))
    throw new InputError(`"${sha256.slice(0, 80)}" is no object name: a SHA-256 in 64 lower-case hex digits`);
  return join(root, sha256.slice(0, 2), sha256);
}

const hasCode = (error: unknown, code: string) => (error as NodeJS.ErrnoException | undefined)?.code === code;

async function sizeOf(path: string): Promise<number | undefined> {
  try {
    return (await stat(path)).size;
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return undefined;
    throw error;
  }
}

async function writeThrough(path: string, content: ObjectContent): Promise<StoredObject> {
  const hash = createHash('sha256');
  let bytes = 0;
  const file = await open(path, 'wx');
  try {
    for await (const chunk of content instanceof Uint8Array ? [content] : content) {
      hash.update(chunk);
      bytes += chunk.byteLength;
      await file.writeFile(chunk);
    }
    // Under its final name an object is complete, also after a power cut.
    await file.sync();
  } finally {
    await file.close();
  }
  return { sha256: hash.digest('hex'), bytes };
}

function checkRange(range: ByteRange | undefined, bytes: number): void {
  if (!range) return;
  const { start, end = bytes - 1 } = range;
  if (!(start >= 0 && end >= start && end < bytes))
    throw new InputError(`bytes ${start}-${range.end ?? ''} lie outside an object of ${bytes} bytes`);
}

async function putOnDisk(root: string, content: ObjectContent, expected?: string): Promise<StoredObject> {
  if (expected !== undefined) pathOf(root, expected);
  const incoming = join(root, 'incoming', randomUUID());
  try {
    await mkdir(dirname(incoming), { recursive: true });
    const stored = await writeThrough(incoming, content);
    if (expected !== undefined && stored.sha256 !== expected)
      throw new InputError(
        `the content is ${stored.sha256}, announced was ${expected}: it was damaged on the way`,
      );
    const path = pathOf(root, stored.sha256);
    await mkdir(dirname(path), { recursive: true });
    await rename(incoming, path);
    return stored;
  } catch (error) {
    await rm(incoming, { force: true });
    if (hasCode(error, 'ENOSPC'))
      throw new EnvironmentError(`No space is left for objects in ${root}`, { cause: error });
    throw error;
  }
}

/** Objects as files in `dir`, named by their content. Two processes may share it. */
export function createDiskObjectStore(dir: string): ObjectStore {
  const root = resolve(dir);
  return {
    put: (content, expectedSha256) => putOnDisk(root, content, expectedSha256),
    async get(sha256, range) {
      const path = pathOf(root, sha256);
      const bytes = await sizeOf(path);
      if (bytes === undefined) throw new NotFoundError(`There is no object ${sha256}`);
      checkRange(range, bytes);
      return { bytes, content: createReadStream(path, range) };
    },
    remove: async (sha256) => rm(pathOf(root, sha256), { force: true }),
    has: async (sha256) => (await sizeOf(pathOf(root, sha256))) !== undefined,
  };
}
