import { createWriteStream } from 'node:fs';
import { mkdir, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { AppError, InputError } from '@natiu/errors';
import { openPromise } from 'yauzl';
import type { Entry, ZipFile } from 'yauzl';
import { createArchiveBudget } from './archive-limits.ts';
import type { ArchiveLimits } from './archive-limits.ts';
import { assertSafeEntryName, isWantedEntry } from './archive-path.ts';

const FILE_TYPE_MASK = 0o170000;
const REGULAR = 0o100000;
const DIRECTORY = 0o040000;

/**
 * Unpacks pictures and annotations of a .zip into an empty folder.
 * @throws InputError for a damaged archive, path tricks, links, encryption, and archives made to fill a disk
 */
export async function unpackZip(archive: string, dir: string, limits: ArchiveLimits): Promise<void> {
  const { size } = await stat(archive);
  const budget = createArchiveBudget(archive, size, limits);
  try {
    const zip = await openPromise(archive, {
      lazyEntries: true,
      autoClose: false,
      validateEntrySizes: true,
      strictFileNames: true,
    });
    try {
      for await (const entry of zip.eachEntry()) {
        assertPlainEntry(archive, entry);
        budget.countEntry(entry.uncompressedSize);
        if (!entry.fileName.endsWith('/') && isWantedEntry(entry.fileName))
          await unpackEntry(zip, entry, dir);
      }
    } finally {
      zip.close();
    }
  } catch (cause) {
    throw explainZipFailure(archive, cause);
  }
}

function assertPlainEntry(archive: string, entry: Entry): void {
  assertSafeEntryName(archive, entry.fileName);
  const type = (entry.externalFileAttributes >>> 16) & FILE_TYPE_MASK;
  const fail = (reason: string): never => {
    throw new InputError(`${archive}: entry "${entry.fileName}" ${reason}; the archive is refused`, {
      details: { archive, entry: entry.fileName },
    });
  };
  // Archives made on Windows carry no type at all.
  if (type !== 0 && type !== REGULAR && type !== DIRECTORY) fail('is a link or a device, not a file');
  if (entry.isEncrypted()) fail('is encrypted: save the archive without a password');
}

async function unpackEntry(zip: ZipFile, entry: Entry, dir: string): Promise<void> {
  const target = join(dir, entry.fileName);
  await mkdir(dirname(target), { recursive: true });
  const stream = await zip.openReadStreamPromise(entry);
  await pipeline(stream, createWriteStream(target, { flags: 'wx' }));
}

function explainZipFailure(archive: string, cause: unknown): unknown {
  if (cause instanceof AppError) return cause;
  const { code, message } = cause as NodeJS.ErrnoException;
  if (code === 'EEXIST')
    return new InputError(`${archive}: two entries have the same name; the archive is refused`, { cause });
  if (code !== undefined && code.startsWith('E')) return cause;
  if (/relative path|absolute path|invalid characters/.test(message))
    return new InputError(
      `${archive}: an entry points outside the folder (${message}); the archive is refused`,
      {
        cause,
      },
    );
  return new InputError(`${archive}: not a readable .zip (${message})`, { cause, details: { archive } });
}
