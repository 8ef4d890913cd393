import type { SplitName } from '../yolo-dataset.ts';

const SPELLINGS: Readonly<Record<string, SplitName>> = {
  train: 'train',
  training: 'train',
  valid: 'valid',
  val: 'valid',
  validation: 'valid',
  test: 'test',
  testing: 'test',
};

export function splitOfWord(word: string): SplitName | undefined {
  return SPELLINGS[word.toLowerCase().replace(/\d{4}$/, '')];
}

/** The split that a folder of the path names, the innermost first: `valid/images/a.jpg`, `images/val2017/a.jpg`. */
export function splitOfFolders(path: string): SplitName | undefined {
  const folders = path.split('/').slice(0, -1).reverse();
  for (const folder of folders) {
    const split = splitOfWord(folder);
    if (split !== undefined) return split;
  }
  return undefined;
}
