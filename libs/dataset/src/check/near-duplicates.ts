import { correlateSketches, countDifferentBits, hashOrientations, orientSketch } from './picture-hash.ts';
import type { PictureHash } from './picture-hash.ts';
import { createUnionFind } from './union-find.ts';

/** Two pictures count as nearly the same when at most this many of 63 hash bits differ ... */
export const NEAR_MAX_BITS = 8;
/** ... and their 32 x 32 sketches correlate at least so much. */
export const NEAR_MIN_CORRELATION = 0.93;

export interface NearPair {
  /** Positions in the list, a < b. */
  readonly a: number;
  readonly b: number;
  /** Correlation of the sketches, up to 1. */
  readonly similarity: number;
  /** One is a mirrored or turned form of the other. */
  readonly isTurned: boolean;
}

/** Two hashes with at most 8 different bits agree in at least one of 9 bands. */
const BANDS = NEAR_MAX_BITS + 1;
const BAND_BITS = 7;
const BAND_MASK = 2 ** BAND_BITS - 1;
const MAX_PAIRS = 50_000;

/**
 * Pairs of nearly equal pictures, also mirrored and turned ones. Work grows with the number of pictures times the
 * pictures that share a band of 7 bits. Beyond 50,000 pairs (a camera that stood still) only those are kept that join
 * pictures not yet joined: enough to keep them in one split.
 * @param sketches [32, 32] grey levels each
 */
export function findNearDuplicates(sketches: readonly Uint8Array[]): NearPair[] {
  const hashes = sketches.map(hashOrientations);
  const candidatesOf = indexHashes(hashes.map((each) => each[0]));
  const sets = createUnionFind(sketches.length);
  const pairs: NearPair[] = [];
  hashes.forEach((own, b) => {
    const best = new Map<number, NearPair>();
    own.forEach((hash, orientation) => {
      for (const a of candidatesOf(hash, b)) {
        if (pairs.length >= MAX_PAIRS && sets.rootOf(a) === sets.rootOf(b)) continue;
        const similarity = correlateSketches(sketches[a], orientSketch(sketches[b], orientation));
        if (similarity < NEAR_MIN_CORRELATION || (best.get(a)?.similarity ?? 0) >= similarity) continue;
        best.set(a, { a, b, similarity, isTurned: orientation !== 0 });
        sets.join(a, b);
      }
    });
    pairs.push(...best.values());
  });
  return pairs.sort((p, q) => q.similarity - p.similarity || p.a - q.a || p.b - q.b);
}

/** @returns positions below `end` whose hash differs in at most NEAR_MAX_BITS bits */
function indexHashes(hashes: readonly PictureHash[]): (hash: PictureHash, end: number) => number[] {
  const buckets = fillBuckets(hashes);
  const seenFor = new Float64Array(hashes.length).fill(-1);
  let query = 0;
  return (hash, end) => {
    query++;
    const found: number[] = [];
    for (let band = 0; band < BANDS; band++)
      for (const a of buckets[band].get(bandOf(hash, band)) ?? []) {
        if (a >= end) break;
        if (seenFor[a] === query) continue;
        seenFor[a] = query;
        if (countDifferentBits(hashes[a], hash) <= NEAR_MAX_BITS) found.push(a);
      }
    return found;
  };
}

function fillBuckets(hashes: readonly PictureHash[]): Map<number, number[]>[] {
  return Array.from({ length: BANDS }, (_, band) => {
    const buckets = new Map<number, number[]>();
    hashes.forEach((hash, index) => {
      const key = bandOf(hash, band);
      const bucket = buckets.get(key);
      if (bucket === undefined) buckets.set(key, [index]);
      else bucket.push(index);
    });
    return buckets;
  });
}

/** Bits 1 + 7 band .. 7 + 7 band of the 63 (bit 0, the mean, is never set). */
function bandOf({ high, low }: PictureHash, band: number): number {
  const from = 1 + band * BAND_BITS;
  if (from >= 32) return (high >>> (from - 32)) & BAND_MASK;
  if (from + BAND_BITS <= 32) return (low >>> from) & BAND_MASK;
  return ((low >>> from) | (high << (32 - from))) & BAND_MASK;
}
