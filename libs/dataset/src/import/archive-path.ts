import { extname } from 'node:path';
import { InputError } from '@natiu/errors';
import { isPictureName } from '@natiu/images';

const ANNOTATION_ENDINGS = new Set(['.txt', '.json', '.xml', '.yaml', '.yml', '.names']);

/**
 * Refuses names that would leave the folder they are unpacked into, on any operating system.
 * @throws InputError naming the archive and the entry
 */
export function assertSafeEntryName(archive: string, name: string): void {
  const reason = findPathTrick(name);
  if (reason === undefined) return;
  throw new InputError(
    `${archive}: entry ${JSON.stringify(name.slice(0, 200))} ${reason}; the archive is refused`,
    { details: { archive, entry: name } },
  );
}

function findPathTrick(name: string): string | undefined {
  if (name === '') return 'has no name';
  // eslint-disable-next-line no-control-regex -- control characters are what is looked for
  if (/[\u0000-\u001f\u007f]/.test(name)) return 'has control characters in its name';
  if (name.includes('\\')) return 'has a backslash in its name';
  if (name.startsWith('/') || /^[A-Za-z]:/.test(name)) return 'has an absolute path';
  if (name.split('/').includes('..')) return 'points outside the folder ("..")';
  return undefined;
}

/** Pictures and annotations; everything else stays in the archive. Files that start with a dot are never wanted. */
export function isWantedEntry(name: string): boolean {
  const parts = name.split('/').filter((part) => part !== '' && part !== '.');
  if (parts.some((part) => part.startsWith('.') || part === '__MACOSX')) return false;
  const last = parts.at(-1);
  if (last === undefined) return false;
  return isPictureName(last) || ANNOTATION_ENDINGS.has(extname(last).toLowerCase());
}
