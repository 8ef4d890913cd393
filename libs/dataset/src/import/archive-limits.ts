import { InputError } from '@natiu/errors';

/** What an archive may hold. A file of a few kilobytes can unpack to petabytes: nothing is trusted that it says. */
export interface ArchiveLimits {
  readonly entries: number;
  readonly totalBytes: number;
  /** Unpacked bytes per packed byte, over the whole archive. */
  readonly ratio: number;
}

export const ARCHIVE_LIMITS: ArchiveLimits = { entries: 400_000, totalBytes: 64 * 2 ** 30, ratio: 200 };

/** Below this an archive may be packed as tightly as it likes: annotations alone shrink a lot. */
const RATIO_FREE_BYTES = 64 * 2 ** 20;

/** Counts what comes out of an archive and stops it in time. */
export interface ArchiveBudget {
  /** @throws InputError when there are too many entries, or they say they unpack to too much */
  countEntry(bytes: number): void;
}

export function createArchiveBudget(
  archive: string,
  archiveBytes: number,
  limits: ArchiveLimits,
): ArchiveBudget {
  let entries = 0;
  let total = 0;
  const refuse = (message: string): never => {
    throw new InputError(
      `${archive}: ${message}; nothing was imported. Unpack it yourself if you trust it.`,
      {
        details: { archive },
      },
    );
  };
  return {
    countEntry: (bytes) => {
      entries++;
      total += bytes;
      if (entries > limits.entries) refuse(`more than ${limits.entries} entries`);
      if (!Number.isSafeInteger(bytes) || total > limits.totalBytes)
        refuse(`unpacks to more than ${describeBytes(limits.totalBytes)}`);
      if (total > RATIO_FREE_BYTES && total > archiveBytes * limits.ratio)
        refuse(
          `unpacks to more than ${limits.ratio} times its own size (${describeBytes(archiveBytes)}), as only an ` +
            'archive made to fill a disk does',
        );
    },
  };
}

function describeBytes(bytes: number): string {
  const units = ['bytes', 'KiB', 'MiB', 'GiB', 'TiB'];
  let value = bytes;
  let unit = 0;
  for (; value >= 1024 && unit < units.length - 1; unit++) value /= 1024;
  return `${Number(value.toFixed(1))} ${units[unit]}`;
}
