import { stat } from 'node:fs/promises';
import { relative } from 'node:path';
import { listPictures } from '@natiu/images';
import type { SourcePicture } from './picture-source.ts';

/** All pictures below `folder` in natural order; those that vanish while we look are left out. */
export async function lookAtFolder(folder: string, pass: number): Promise<SourcePicture[]> {
  const files = await listPictures(folder);
  const found = await Promise.all(
    files.map(async (file) => {
      const info = await stat(file).catch(() => undefined);
      if (!info?.isFile()) return undefined;
      const name = relative(folder, file);
      return { name, file, pass, sizeBytes: info.size, modifiedMs: info.mtimeMs };
    }),
  );
  return found.filter((picture) => picture !== undefined);
}
