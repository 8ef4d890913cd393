import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { AppError, InputError } from '@natiu/errors';
import { Parser, extract } from 'tar';
import type { ReadEntry } from 'tar';
import { createArchiveBudget } from './archive-limits.ts';
import type { ArchiveBudget, ArchiveLimits } from './archive-limits.ts';
import { assertSafeEntryName, isWantedEntry } from './archive-path.ts';

const PLAIN_TYPES = new Set(['File', 'OldFile', 'ContiguousFile', 'Directory', 'GNUDumpDir']);

/**
 * Unpacks pictures and annotations of a .tar, .tar.gz or .tgz into an empty folder. The whole list is looked at before
 * the first file is written.
 * @throws InputError for a damaged archive, path tricks, links, devices, and archives made to fill a disk
 */
export async function unpackTar(archive: string, dir: string, limits: ArchiveLimits): Promise<void> {
  const { size } = await stat(archive);
  try {
    await inspectEntries(archive, createArchiveBudget(archive, size, limits));
    const seen = new Set<string>();
    let twice: string | undefined;
    await extract({
      file: archive,
      cwd: dir,
      strict: true,
      noMtime: true,
      filter: (path, entry) => {
        const type = (entry as ReadEntry).type;
        if (type === 'Directory' || !PLAIN_TYPES.has(type) || !isWantedEntry(path)) return false;
        if (seen.has(path)) twice = path;
        return !seen.has(path) && seen.add(path) !== undefined;
      },
    });
    if (twice !== undefined)
      throw new InputError(`${archive}: two entries have the name "${twice}"; the archive is refused`);
  } catch (cause) {
    if (cause instanceof AppError) throw cause;
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new InputError(`${archive}: not a readable .tar (${reason})`, { cause, details: { archive } });
  }
}

/** Feeds the archive piece by piece and stops at the first entry that is refused, before its contents are read. */
async function inspectEntries(archive: string, budget: ArchiveBudget): Promise<void> {
  let failure: unknown;
  const parser = new Parser({
    strict: true,
    onReadEntry: (entry: ReadEntry) => {
      try {
        if (failure === undefined) assertPlainEntry(archive, entry, budget);
      } catch (error) {
        failure = error;
      }
      entry.resume();
    },
  });
  parser.on('error', (error: unknown) => (failure ??= error));
  for await (const chunk of createReadStream(archive)) {
    parser.write(chunk as Buffer);
    if (failure !== undefined) break;
  }
  if (failure === undefined) parser.end();
  if (failure !== undefined) throw failure;
}

function assertPlainEntry(archive: string, entry: ReadEntry, budget: ArchiveBudget): void {
  assertSafeEntryName(archive, entry.path);
  if (!PLAIN_TYPES.has(entry.type))
    throw new InputError(
      `${archive}: entry "${entry.path}" is a link or a device (${entry.type}), not a file; the archive is refused`,
      { details: { archive, entry: entry.path } },
    );
  budget.countEntry(entry.size);
}
