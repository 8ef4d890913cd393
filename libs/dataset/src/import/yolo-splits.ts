import { readFile } from 'node:fs/promises';
import { posix } from 'node:path';
import type { DataYaml } from '../data-yaml.ts';
import type { SplitName } from '../yolo-dataset.ts';
import type { FileTree } from './file-tree.ts';

/**
 * The split of each picture that `data.yaml` gives one. Folders are looked for inside the source only, so that an
 * uploaded file cannot point elsewhere; a folder that is not there is passed over (exports name empty splits).
 */
export async function mapSplits(
  tree: FileTree,
  yaml: DataYaml,
  yamlPath: string,
): Promise<Map<string, SplitName>> {
  const splits = new Map<string, SplitName>();
  for (const split of ['train', 'valid', 'test'] as const)
    for (const source of yaml[split])
      for (const path of await picturesOf(tree, source, [posix.dirname(yamlPath), yaml.path ?? '.']))
        splits.set(path, split);
  return splits;
}

async function picturesOf(
  tree: FileTree,
  source: string,
  [folder, root]: readonly [string, string],
): Promise<readonly string[]> {
  const inside = source.replaceAll('\\', '/').replace(/^(\.\.\/)+/, '');
  for (const base of [posix.join(folder, root), folder, '.']) {
    const place = posix.normalize(posix.join(base, inside)).replace(/\/$/, '');
    if (place.endsWith('.txt') && tree.has(place)) return readList(tree, place);
    const found =
      place === '.' ? tree.pictures : tree.pictures.filter((path) => path.startsWith(`${place}/`));
    if (found.length > 0) return found;
  }
  return [];
}

/** Lines are paths of any machine: the longest ending that is a picture here counts. */
async function readList(tree: FileTree, list: string): Promise<string[]> {
  const text = await readFile(tree.locate(list), 'utf8');
  return text
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .flatMap((line) => findByEnding(tree, line));
}

function findByEnding(tree: FileTree, line: string): string[] {
  const parts = line
    .replaceAll('\\', '/')
    .split('/')
    .filter((part) => part !== '.' && part !== '');
  for (let from = 0; from < parts.length; from++) {
    const path = parts.slice(from).join('/');
    if (tree.has(path)) return [path];
  }
  const named = tree.picturesNamed(parts.at(-1) ?? '');
  return named.length === 1 ? [...named] : [];
}
