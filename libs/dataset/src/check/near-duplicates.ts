import {
  ORIENTATIONS,
  correlateSketches,
  countDifferentBits,
  hashOrientations,
  orientSketch,
} from './picture-hash.ts';
import type { PictureHash } from './picture-hash.ts';

/** Two pictures count as nearly the same when at most this many of 63 hash bits differ ... */
export const NEAR_MAX_BITS = 6;
/** ... and their 32 x 32 sketches correlate at least so much. */
export const NEAR_MIN_CORRELATION = 0.95;

export interface NearPair {
  /** Positions in the list, a < b. */
  readonly a: number;
  readonly b: number;
  /** Correlation of the sketches, up to 1. */
  readonly similarity: number;
  /** One is a mirrored or turned form of the other. */
  readonly isTurned: boolean;
}

/** Two hashes with at most 6 different bits agree in at least one of 7 bands. */
const BANDS = NEAR_MAX_BITS + 1;
const BAND_BITS = 9;
/** A bucket beyond this holds pictures without contents of their own; comparing them all would take hours. */
const MAX_BUCKET = 4000;

/**
 * All pairs of nearly equal pictures, also mirrored and turned ones. Work grows with the number of pictures times the
 * pictures that share a 9 bit band.
 * @param sketches [32, 32] grey levels each
 */
export function findNearDuplicates(sketches: readonly Uint8Array[]): NearPair[] {
  const hashes = sketches.map(hashOrientations);
  const buckets = fillBuckets(hashes.map((each) => each[0]));
  const pairs = new Map<string, NearPair>();
  hashes.forEach((own, b) => {
    for (let orientation = 0; orientation < ORIENTATIONS; orientation++) {
      const seen = new Set<number>();
      for (let band = 0; band < BANDS; band++)
        for (const a of buckets[band].get(bandOf(own[orientation], band)) ?? []) {
          if (a >= b) break;
          if (seen.has(a)) continue;
          seen.add(a);
          if (countDifferentBits(hashes[a][0], own[orientation]) > NEAR_MAX_BITS) continue;
          const similarity = correlateSketches(sketches[a], orientSketch(sketches[b], orientation));
          const known = pairs.get(`${a} ${b}`);
          if (similarity < NEAR_MIN_CORRELATION || (known?.similarity ?? 0) >= similarity) continue;
          pairs.set(`${a} ${b}`, { a, b, similarity, isTurned: orientation !== 0 });
        }
    }
  });
  return [...pairs.values()].sort((p, q) => q.similarity - p.similarity || p.a - q.a || p.b - q.b);
}

function fillBuckets(hashes: readonly PictureHash[]): Map<number, number[]>[] {
  return Array.from({ length: BANDS }, (_, band) => {
    const buckets = new Map<number, number[]>();
    hashes.forEach((hash, index) => {
      const key = bandOf(hash, band);
      const bucket = buckets.get(key);
      if (bucket === undefined) buckets.set(key, [index]);
      else if (bucket.length < MAX_BUCKET) bucket.push(index);
    });
    return buckets;
  });
}

/** Bits 9 band .. 9 band + 8 of the 63 (bit 0, the mean, is never set). */
function bandOf({ high, low }: PictureHash, band: number): number {
  const from = 1 + band * BAND_BITS;
  if (from >= 32) return (high >>> (from - 32)) & 0x1ff;
  if (from + BAND_BITS <= 32) return (low >>> from) & 0x1ff;
  return ((low >>> from) | (high << (32 - from))) & 0x1ff;
}
