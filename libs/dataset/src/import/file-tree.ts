import { readdir } from 'node:fs/promises';
import { basename, extname, join, posix, relative, sep } from 'node:path';
import { InputError } from '@natiu/errors';
import { comparePictureNames, isPictureName } from '@natiu/images';

/** Written beside an imported data set: where everything came from. */
export const PROVENANCE_FILE = 'provenance.json';
/** Pictures that were refused; never read as pictures of the data set. */
export const QUARANTINE_FOLDER = 'quarantine';

/** All files below a folder; paths are relative to it, with forward slashes. Links are listed and never followed. */
export interface FileTree {
  readonly dir: string;
  /** In natural order. */
  readonly pictures: readonly string[];
  /** Everything else. */
  readonly files: readonly string[];
  readonly links: readonly string[];
  has(path: string): boolean;
  /** Where it lies on disk. */
  locate(path: string): string;
  /** Pictures with this file name, whatever their folder. */
  picturesNamed(name: string): readonly string[];
  /** Pictures whose file name without ending is this one. */
  picturesWithStem(stem: string): readonly string[];
}

/** @throws InputError when the folder cannot be read */
export async function readFileTree(dir: string): Promise<FileTree> {
  const entries = await readdir(dir, { withFileTypes: true, recursive: true }).catch((cause: unknown) => {
    throw new InputError(`${dir}: the folder cannot be read`, { cause });
  });
  const isImported = entries.some((entry) => entry.name === PROVENANCE_FILE && entry.parentPath === dir);
  const pictures: string[] = [];
  const files: string[] = [];
  const links: string[] = [];
  for (const entry of entries) {
    const path = relative(dir, join(entry.parentPath, entry.name)).split(sep).join('/');
    if (path.split('/').some((part) => part.startsWith('.') || part === '__MACOSX')) continue;
    if (isImported && path.startsWith(`${QUARANTINE_FOLDER}/`)) continue;
    if (entry.isSymbolicLink()) links.push(path);
    else if (entry.isFile()) (isPictureName(entry.name) ? pictures : files).push(path);
  }
  pictures.sort(comparePictureNames);
  files.sort(comparePictureNames);
  const all = new Set([...pictures, ...files]);
  const byName = indexBy(pictures, (path) => posix.basename(path));
  const byStem = indexBy(pictures, stemOf);
  return {
    dir,
    pictures,
    files,
    links: links.sort(comparePictureNames),
    has: (path) => all.has(path),
    locate: (path) => join(dir, ...path.split('/')),
    picturesNamed: (name) => byName.get(name) ?? [],
    picturesWithStem: (stem) => byStem.get(stem) ?? [],
  };
}

export function stemOf(path: string): string {
  return basename(path, extname(path));
}

function indexBy(paths: readonly string[], keyOf: (path: string) => string): Map<string, string[]> {
  const index = new Map<string, string[]>();
  for (const path of paths) {
    const known = index.get(keyOf(path));
    if (known === undefined) index.set(keyOf(path), [path]);
    else known.push(path);
  }
  return index;
}
