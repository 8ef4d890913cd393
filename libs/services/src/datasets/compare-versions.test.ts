import { describe, expect, it } from 'vitest';
import { diffVersions } from './compare-versions.ts';
import type { FrozenLabel } from './compare-versions.ts';

const female: FrozenLabel = ['Female', 0.5, 0.5, 0.1, 0.1];
const male: FrozenLabel = ['Male', 0.2, 0.2, 0.1, 0.1];

describe('diffVersions', () => {
  it('tells new, removed and relabelled pictures and their boxes apart', () => {
    const before = [
      { pictureId: 'same', labels: [female, female] },
      { pictureId: 'corrected', labels: [female] },
      { pictureId: 'gone', labels: [male] },
    ];
    const after = [
      { pictureId: 'same', labels: [female, female] },
      { pictureId: 'corrected', labels: [['Male', 0.5, 0.5, 0.1, 0.1] as const] },
      { pictureId: 'new', labels: [male, female] },
    ];
    expect(diffVersions(before, after)).toEqual({
      picturesAdded: 1,
      picturesRemoved: 1,
      picturesRelabelled: 1,
      boxesAdded: { Male: 2, Female: 1 },
      boxesRemoved: { Female: 1, Male: 1 },
    });
  });

  it('sees when one of two equal boxes went', () => {
    const change = diffVersions(
      [{ pictureId: 'a', labels: [female, female] }],
      [{ pictureId: 'a', labels: [female] }],
    );
    expect(change).toMatchObject({ picturesRelabelled: 1, boxesRemoved: { Female: 1 }, boxesAdded: {} });
  });
});
