/** Reproducible randomness: the same key gives the same numbers on every machine. */
export interface Random {
  /** 0 <= value < 1 */
  next(): number;
  range(low: number, high: number): number;
  /** Whole number, both ends included. */
  integer(low: number, high: number): number;
  chance(probability: number): boolean;
  pick<T>(items: readonly T[]): T;
  /** Normal distribution, cut at three deviations so that no drawing runs away. */
  normal(mean: number, deviation: number): number;
  /** An index, drawn by weight. */
  weighted(weights: readonly number[]): number;
  /** An independent stream: draws in one part of a picture never shift those of another. */
  fork(label: string | number): Random;
}

/** FNV-1a with a final avalanche: near keys give unlike states. */
export function hashKey(key: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < key.length; i += 1) hash = Math.imul(hash ^ key.charCodeAt(i), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

/** Small fast counter generator (sfc32), seeded by hashing the key four times. */
function createGenerator(key: string): () => number {
  let [a, b, c, d] = ['a', 'b', 'c', 'd'].map((salt) => hashKey(`${salt}:${key}`) | 0);
  const next = (): number => {
    const sum = (((a + b) | 0) + d) | 0;
    d = (d + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (c << 21) | (c >>> 11);
    c = (c + sum) | 0;
    return (sum >>> 0) / 4294967296;
  };
  for (let i = 0; i < 12; i += 1) next();
  return next;
}

export function createRandom(key: string): Random {
  const next = createGenerator(key);
  const range = (low: number, high: number): number => low + (high - low) * next();
  return {
    next,
    range,
    integer: (low, high) => Math.min(high, low + Math.floor(next() * (high - low + 1))),
    chance: (probability) => next() < probability,
    pick: (items) => items[Math.min(items.length - 1, Math.floor(next() * items.length))],
    normal: (mean, deviation) => {
      const u = Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next());
      return mean + deviation * Math.max(-3, Math.min(3, u));
    },
    weighted: (weights) => {
      let left = next() * weights.reduce((sum, w) => sum + w, 0);
      const index = weights.findIndex((w) => (left -= w) < 0);
      return index < 0 ? weights.length - 1 : index;
    },
    fork: (label) => createRandom(`${key}/${label}`),
  };
}
