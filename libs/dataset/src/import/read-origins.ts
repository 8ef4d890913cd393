import { readFile } from 'node:fs/promises';
import { InputError } from '@natiu/errors';
import { VERSION_FILE, readVersionManifest } from '../version/version-manifest.ts';
import type { SplitName } from '../yolo-dataset.ts';
import { PROVENANCE_FILE } from './file-tree.ts';
import type { FileTree } from './file-tree.ts';
import { Provenance } from './provenance.ts';
import type { PictureOrigin } from './provenance.ts';

/** Where a picture came from before it was imported or put into a version. */
export interface KnownOrigin {
  readonly source: string;
  readonly originalPath: string;
  readonly group: string;
  readonly split: SplitName | null;
  readonly annotation?: PictureOrigin['annotation'];
}

/**
 * Origins by path, from the files that an import and a version leave; empty for other folders.
 * @throws InputError when such a file was changed by hand and cannot be understood
 */
export async function readOrigins(tree: FileTree): Promise<Map<string, KnownOrigin>> {
  const origins = new Map<string, KnownOrigin>();
  if (tree.has(PROVENANCE_FILE)) {
    const { pictures } = await readProvenance(tree.locate(PROVENANCE_FILE));
    for (const picture of pictures) origins.set(picture.name, picture);
  } else if (tree.has(VERSION_FILE)) {
    const { pictures } = await readVersionManifest(tree.dir);
    for (const picture of pictures) for (const name of picture.names) origins.set(name, picture);
  }
  return origins;
}

async function readProvenance(file: string): Promise<Provenance> {
  try {
    return Provenance.parse(JSON.parse(await readFile(file, 'utf8')));
  } catch (cause) {
    throw new InputError(`${file}: not the file that an import wrote; import the pictures again`, {
      cause,
      details: { file },
    });
  }
}
