/** Reproducible random numbers; every draw depends only on the keys that the stream was made from. */
export interface RandomStream {
  /** Uniform in [0, 1). */
  next(): number;
  /** Uniform in [low, high). */
  uniform(low: number, high: number): number;
  /** Uniform whole number in 0..count-1. */
  below(count: number): number;
}

function mix32(value: number): number {
  let h = value | 0;
  h = Math.imul(h ^ (h >>> 16), 0x7feb352d);
  h = Math.imul(h ^ (h >>> 15), 0x846ca68b);
  return (h ^ (h >>> 16)) >>> 0;
}

/**
 * A stream for one purpose, such as (seed, epoch, picture): neighbours are unrelated, order of creation is irrelevant.
 * Generator: sfc32 (Doty-Humphrey), state filled by a 32 bit avalanche mix of the keys.
 */
export function createRandomStream(...keys: readonly number[]): RandomStream {
  let state = 0x9e3779b9;
  for (const key of keys) {
    state = mix32(state ^ (key >>> 0));
    state = mix32(state + Math.floor(key / 0x100000000) + 0x6d2b79f5);
  }
  let a = state;
  let b = mix32(state + 1);
  let c = mix32(state + 2);
  let counter = 1;
  function nextUint32(): number {
    const result = (((a + b) | 0) + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + result) | 0;
    return result >>> 0;
  }
  for (let i = 0; i < 12; i++) nextUint32();
  const next = (): number => nextUint32() / 0x100000000;
  return {
    next,
    uniform: (low, high) => low + (high - low) * next(),
    below: (count) => Math.floor(next() * count),
  };
}

/** The numbers 0..count-1 in random order (Fisher and Yates). */
export function shuffleIndices(count: number, random: RandomStream): Uint32Array {
  const order = Uint32Array.from({ length: count }, (_, index) => index);
  for (let i = count - 1; i > 0; i--) {
    const j = random.below(i + 1);
    [order[i], order[j]] = [order[j], order[i]];
  }
  return order;
}
