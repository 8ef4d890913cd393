import { blurPicture, decodePicture, encodePicture, shrinkPicture, shrinkToGrey } from '@natiu/images';
import type { RgbPicture } from '@natiu/images';
import { describe, expect, it } from 'vitest';
import { SKETCH_SIDE } from '../import/inspect-picture.ts';
import { renderTexture } from '../test-textures.ts';
import { joinGroups } from './join-groups.ts';
import { NEAR_MAX_BITS, NEAR_MIN_CORRELATION, findNearDuplicates } from './near-duplicates.ts';
import {
  ORIENTATIONS,
  correlateSketches,
  countDifferentBits,
  hashOrientations,
  orientSketch,
} from './picture-hash.ts';

const sketchOf = (picture: RgbPicture): Promise<Uint8Array> => shrinkToGrey(picture, SKETCH_SIDE);
const textures = await Promise.all(
  Array.from({ length: 60 }, (_, seed) => sketchOf(renderTexture(64, 48, seed))),
);

describe('near-duplicates', () => {
  it('hashes an orientation without turning the picture', () => {
    for (let orientation = 0; orientation < ORIENTATIONS; orientation++) {
      const turned = hashOrientations(orientSketch(textures[3], orientation))[0];
      expect(countDifferentBits(turned, hashOrientations(textures[3])[orientation])).toBeLessThanOrEqual(1);
    }
  });

  it('finds copies stored anew, smaller, blurred, mirrored and turned, and nothing else', async () => {
    const original = renderTexture(64, 48, 1000);
    const copies = [
      await decodePicture(await encodePicture(original, { format: 'jpeg', quality: 50 })),
      await shrinkPicture(original, 32),
      await blurPicture(original, 1.2),
    ];
    const sketches = [...textures, await sketchOf(original), ...(await Promise.all(copies.map(sketchOf)))];
    const first = textures.length;
    sketches.push(orientSketch(sketches[first], 1), orientSketch(sketches[first], 6));
    const pairs = findNearDuplicates(sketches);
    const withOriginal = pairs.filter(({ a }) => a === first).map(({ b, isTurned }) => [b - first, isTurned]);
    expect(withOriginal.sort()).toEqual([
      [1, false],
      [2, false],
      [3, false],
      [4, true],
      [5, true],
    ]);
    expect(pairs.every(({ a }) => a >= first)).toBe(true);
  });

  it('finds exactly the pairs that comparing everything with everything finds', () => {
    const noisy = textures
      .slice(0, 20)
      .map((sketch, seed) => sketch.map((level, at) => level + ((at * (seed + 3)) % 23)));
    const sketches = [...textures, ...noisy];
    const expected: string[] = [];
    const hashes = sketches.map(hashOrientations);
    for (let b = 0; b < sketches.length; b++)
      for (let a = 0; a < b; a++)
        for (let orientation = 0; orientation < ORIENTATIONS; orientation++)
          if (
            countDifferentBits(hashes[a][0], hashes[b][orientation]) <= NEAR_MAX_BITS &&
            correlateSketches(sketches[a], orientSketch(sketches[b], orientation)) >= NEAR_MIN_CORRELATION
          ) {
            expected.push(`${a} ${b}`);
            break;
          }
    expect(expected.length).toBeGreaterThan(5);
    const found = findNearDuplicates(sketches).map(({ a, b }) => `${a} ${b}`);
    expect(found.sort()).toEqual(expected.sort());
  });

  it('takes flat pictures for no copies of each other', () => {
    expect(findNearDuplicates([new Uint8Array(1024).fill(9), new Uint8Array(1024).fill(9)])).toEqual([]);
  });

  it('joins groups over shared pictures, also step by step', () => {
    const keys = ['a', 'b', 'a', 'c', 'd'];
    expect(joinGroups(keys, [[2, 3], { a: 3, b: 4, similarity: 1, isTurned: false }])).toEqual([
      'a',
      'b',
      'a',
      'a',
      'a',
    ]);
    expect(joinGroups(keys, [])).toEqual(keys);
  });
});
