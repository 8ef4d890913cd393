import { describe, expect, it } from 'vitest';
import { hashVersion } from './freeze-version.ts';
import type { FrozenItem } from './freeze-version.ts';

const item = (change: Partial<FrozenItem> = {}): FrozenItem => ({
  pictureId: 'one',
  sha256: 'aa'.repeat(32),
  split: 'train',
  group: null,
  labels: [
    ['Female', 0.5, 0.5, 0.1, 0.1],
    ['Male', 0.2, 0.2, 0.1, 0.1],
  ],
  ...change,
});
const other = item({ pictureId: 'two', sha256: 'bb'.repeat(32) });

describe('the content hash of a version', () => {
  it('is the same whatever the order of pictures and boxes, and whoever has them', () => {
    const turned = item({ pictureId: 'elsewhere', labels: [...item().labels].reverse() });
    expect(hashVersion([other, turned])).toBe(hashVersion([item(), other]));
  });

  it.each([
    ['split', item({ split: 'test' })],
    ['class', item({ labels: [['Male', 0.5, 0.5, 0.1, 0.1], item().labels[1]!] })],
    ['place', item({ labels: [['Female', 0.501, 0.5, 0.1, 0.1], item().labels[1]!] })],
    ['box', item({ labels: [item().labels[0]!] })],
    ['picture', item({ sha256: 'cc'.repeat(32) })],
  ])('changes with a %s', (_what, changed) => {
    expect(hashVersion([changed, other])).not.toBe(hashVersion([item(), other]));
  });
});
