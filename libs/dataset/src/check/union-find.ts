/** Sets that are joined step by step; positions 0..count-1, each alone at first. */
export interface UnionFind {
  /** The lowest position of the set. */
  rootOf(index: number): number;
  /** @returns whether the two were apart before */
  join(a: number, b: number): boolean;
}

export function createUnionFind(count: number): UnionFind {
  const parent = Int32Array.from({ length: count }, (_, index) => index);
  const rootOf = (index: number): number => {
    let root = index;
    while (parent[root] !== root) root = parent[root] = parent[parent[root]];
    return root;
  };
  return {
    rootOf,
    join: (a, b) => {
      const [first, second] = [rootOf(a), rootOf(b)];
      if (first === second) return false;
      parent[Math.max(first, second)] = Math.min(first, second);
      return true;
    },
  };
}
