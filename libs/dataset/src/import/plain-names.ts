import { extname } from 'node:path';
import { stemOf } from './file-tree.ts';

/** A file name for each picture that is unique without its ending, close to the original, and safe everywhere. */
export function assignPlainNames(
  pictures: readonly { readonly path: string; readonly fileSha256: string }[],
): string[] {
  const taken = new Set<string>();
  return pictures.map(({ path, fileSha256 }) => {
    const plain =
      stemOf(path)
        .replace(/[^\p{L}\p{N}._ -]/gu, '_')
        .slice(0, 120)
        .replace(/^[. ]+|[. ]+$/g, '') || 'picture';
    let stem = plain;
    // Compared without case: the set may travel to a disk that does not tell a.jpg from A.jpg.
    if (taken.has(stem.toLowerCase())) stem = `${plain}-${fileSha256.slice(0, 8)}`;
    for (let copy = 2; taken.has(stem.toLowerCase()); copy++)
      stem = `${plain}-${fileSha256.slice(0, 8)}-${copy}`;
    taken.add(stem.toLowerCase());
    return `${stem}${extname(path).toLowerCase()}`;
  });
}
