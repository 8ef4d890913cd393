import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, extname, join, resolve } from 'node:path';
import { InputError, NotFoundError } from '@natiu/errors';
import { ARCHIVE_LIMITS } from './archive-limits.ts';
import type { ArchiveLimits } from './archive-limits.ts';
import { unpackTar } from './unpack-tar.ts';
import { unpackZip } from './unpack-zip.ts';

/** A folder of pictures that can be read, however it came. */
export interface PictureSource {
  readonly dir: string;
  /** Last part of the path, without the archive's ending. */
  readonly name: string;
  readonly kind: 'folder' | 'archive';
  /** Removes what was unpacked; a folder is left alone. */
  close(): Promise<void>;
}

const ARCHIVE_ENDING = /\.(zip|tar|tar\.gz|tgz)$/i;

/**
 * Opens a folder, or unpacks a .zip, .tar, .tar.gz or .tgz into a temporary folder.
 * @throws NotFoundError when nothing is there; InputError for other files and archives that are refused
 */
export async function openPictureSource(
  path: string,
  limits: ArchiveLimits = ARCHIVE_LIMITS,
): Promise<PictureSource> {
  const found = await stat(path).catch((cause: unknown) => {
    throw new NotFoundError(`There is no folder or archive ${path}.`, { cause });
  });
  const name = basename(resolve(path)).replace(ARCHIVE_ENDING, '');
  if (found.isDirectory()) return { dir: resolve(path), name, kind: 'folder', close: async () => undefined };
  if (!ARCHIVE_ENDING.test(path))
    throw new InputError(
      `${path}: a folder or an archive (.zip, .tar, .tar.gz, .tgz) is expected, not "${extname(path) || basename(path)}"`,
    );
  const dir = await mkdtemp(join(tmpdir(), 'natiu-import-'));
  const close = (): Promise<void> => rm(dir, { recursive: true, force: true });
  try {
    await (/\.zip$/i.test(path) ? unpackZip(path, dir, limits) : unpackTar(path, dir, limits));
    return { dir, name, kind: 'archive', close };
  } catch (error) {
    await close();
    throw error;
  }
}
