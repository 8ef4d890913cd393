import { describe, expect, it } from 'vitest';
import { makeStudyPlan } from '../study/study-plan.ts';
import { hashVersion } from './version-manifest.ts';
import type { VersionContent } from './version-manifest.ts';

const label = (cx: number) => ({ classIndex: 0, cx, cy: 0.5, w: 0.1, h: 0.1 });
const CONTENT: VersionContent = {
  classNames: ['Female', 'Male'],
  classMap: { a: { Hembra: 'Female', Basura: null }, b: { Male: 'Male' } },
  augmentation: makeStudyPlan(1),
  pictures: [
    { pixelSha256: 'aa', split: 'train', labels: [label(0.1), label(0.2)] },
    { pixelSha256: 'bb', split: 'test', labels: [] },
  ],
};

describe('hashVersion', () => {
  it('changes with every part of a version', () => {
    const [first, second] = CONTENT.pictures;
    const others: VersionContent[] = [
      { ...CONTENT, classNames: ['Male', 'Female'] },
      { ...CONTENT, classMap: { ...CONTENT.classMap, b: { Male: null } } },
      { ...CONTENT, augmentation: makeStudyPlan(2) },
      { ...CONTENT, augmentation: makeStudyPlan(1, 2) },
      { ...CONTENT, augmentation: { name: 'none' } },
      { ...CONTENT, pictures: [{ ...first, pixelSha256: 'ab' }, second] },
      { ...CONTENT, pictures: [{ ...first, split: 'valid' }, second] },
      { ...CONTENT, pictures: [{ ...first, labels: [label(0.1), label(0.200001)] }, second] },
      { ...CONTENT, pictures: [first] },
      { ...CONTENT, pictures: [first, second, second] },
    ];
    const hashes = [CONTENT, ...others].map(hashVersion);
    expect(new Set(hashes).size).toBe(hashes.length);
  });

  it('does not depend on the order of pictures, labels or keys', () => {
    const [first, second] = CONTENT.pictures;
    const shuffled: VersionContent = {
      ...CONTENT,
      classMap: { b: { Male: 'Male' }, a: { Basura: null, Hembra: 'Female' } },
      pictures: [second, { ...first, labels: [label(0.2), label(0.1)] }],
    };
    expect(hashVersion(shuffled)).toBe(hashVersion(CONTENT));
  });
});
