import { randomUUID } from 'node:crypto';
import { open, rename, rm } from 'node:fs/promises';
import { InputError } from '@natiu/errors';

/** A model's name as the start of file names. */
export function fileStem(name: string): string {
  const stem = name.trim().replace(/[^A-Za-z0-9._-]+/g, '-');
  if (!/[A-Za-z0-9]/.test(stem)) throw new InputError(`"${name}" cannot be used as a model's file name.`);
  return stem;
}

/** The file appears whole or not at all. */
export async function writeWhole(file: string, bytes: Uint8Array): Promise<void> {
  const partial = `${file}.${randomUUID()}.partial`;
  try {
    const handle = await open(partial, 'w');
    try {
      await handle.writeFile(bytes);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(partial, file);
  } catch (error) {
    await rm(partial, { force: true });
    throw error;
  }
}
