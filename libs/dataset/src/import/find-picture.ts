import { posix } from 'node:path';
import { stemOf } from './file-tree.ts';
import type { FileTree } from './file-tree.ts';
import { splitOfFolders } from './split-of-path.ts';

/**
 * The picture that an annotation means: its name as written from the annotation's folder or the root, then the only
 * picture of that name, then the only one in the annotation's split, then the same without the file ending.
 */
export function findPicture(tree: FileTree, annotation: string, name: string): string | undefined {
  const written = name.replaceAll('\\', '/');
  for (const folder of [posix.dirname(annotation), '.']) {
    const path = posix.normalize(posix.join(folder, written));
    if (tree.picturesNamed(posix.basename(path)).includes(path)) return path;
  }
  const fileName = posix.basename(written);
  return (
    pickOne(tree.picturesNamed(fileName), annotation) ??
    pickOne(tree.picturesWithStem(stemOf(fileName)), annotation)
  );
}

function pickOne(candidates: readonly string[], annotation: string): string | undefined {
  if (candidates.length === 1) return candidates[0];
  const folder = `${posix.dirname(annotation)}/`;
  const near = candidates.filter((path) => path.startsWith(folder));
  if (near.length === 1) return near[0];
  const split = splitOfFolders(annotation);
  const same = candidates.filter((path) => split !== undefined && splitOfFolders(path) === split);
  return same.length === 1 ? same[0] : undefined;
}
