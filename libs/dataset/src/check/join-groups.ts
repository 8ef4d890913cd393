import type { InspectedPicture } from '../import/inspect-picture.ts';
import type { NearPair } from './near-duplicates.ts';
import { createUnionFind } from './union-find.ts';

/** Positions of pictures with the same pixels, two and more, in the order of their first. */
export function findExactDuplicates(pictures: readonly Pick<InspectedPicture, 'pixelSha256'>[]): number[][] {
  const byHash = Map.groupBy(
    pictures.map((_, index) => index),
    (index) => pictures[index].pixelSha256,
  );
  return [...byHash.values()].filter((indices) => indices.length > 1);
}

/**
 * Joins groups that share equal or nearly equal pictures.
 * @param keys group of each picture
 * @param links positions of pictures that belong together
 * @returns for each picture the key of its joined group: the key of the group's first picture
 */
export function joinGroups(
  keys: readonly string[],
  links: readonly (readonly number[] | NearPair)[],
): string[] {
  const sets = createUnionFind(keys.length);
  const firstOf = new Map<string, number>();
  keys.forEach((key, index) => {
    const first = firstOf.get(key);
    if (first === undefined) firstOf.set(key, index);
    else sets.join(first, index);
  });
  for (const link of links) {
    if ('a' in link) sets.join(link.a, link.b);
    else for (const index of link) sets.join(link[0], index);
  }
  return keys.map((_, index) => keys[sets.rootOf(index)]);
}
