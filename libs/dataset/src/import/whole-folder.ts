import { randomUUID } from 'node:crypto';
import { mkdir, readdir, rename, rm } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { ConflictError, InputError } from '@natiu/errors';

/**
 * Fills a new folder beside `dir` and puts it there only when it is complete.
 * @throws ConflictError when `dir` already holds something
 */
export async function writeWholeFolder<Result>(
  dir: string,
  fill: (folder: string) => Promise<Result>,
): Promise<Result> {
  await assertFree(dir);
  const target = resolve(dir);
  const folder = join(dirname(target), `.${basename(target)}.${randomUUID().slice(0, 8)}.part`);
  await mkdir(folder, { recursive: true });
  try {
    const result = await fill(folder);
    await assertFree(dir);
    await rename(folder, target);
    return result;
  } catch (error) {
    await rm(folder, { recursive: true, force: true });
    throw error;
  }
}

async function assertFree(dir: string): Promise<void> {
  const entries = await readdir(dir).catch((cause: NodeJS.ErrnoException) => {
    if (cause.code === 'ENOENT') return [];
    throw new InputError(`${dir}: cannot be used as a folder (${cause.message})`, { cause });
  });
  if (entries.length > 0)
    throw new ConflictError(`${dir} is not empty: name a new folder, nothing is written over`, {
      details: { dir },
    });
}
