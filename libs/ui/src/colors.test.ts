import { emptyCounts } from '@natiu/domain';
import { describe, expect, it } from 'vitest';
import { FEMALE_COLOR, MALE_COLOR, UNSEXED_COLOR, colorOfShare, groupBySex } from './colors.ts';

describe('colorOfShare', () => {
  it('is the colour of males at none and of females at all', () => {
    expect(colorOfShare(0).toUpperCase()).toBe(MALE_COLOR);
    expect(colorOfShare(1).toUpperCase()).toBe(FEMALE_COLOR);
  });
  it('is the grey of the unsexed where there is no share', () => {
    expect(colorOfShare(undefined)).toBe(UNSEXED_COLOR);
    expect(colorOfShare(Number.NaN)).toBe(UNSEXED_COLOR);
  });
  it('is lightest in the middle, so that the ends differ without colour vision', () => {
    const lightness = (share: number) =>
      [1, 3, 5].reduce((sum, at) => sum + Number.parseInt(colorOfShare(share).slice(at, at + 2), 16), 0);
    expect(lightness(0.5)).toBeGreaterThan(lightness(0.25));
    expect(lightness(0.25)).toBeGreaterThan(lightness(0));
    expect(lightness(0.5)).toBeGreaterThan(lightness(0.75));
  });
});

describe('groupBySex', () => {
  it('loses no insect: what is neither sex is unsexed', () => {
    const counts = { ...emptyCounts(), Female: 1, Incomplete: 2, Male: 4, 'Out of Focus': 8, Undefined: 16 };
    expect(groupBySex(counts)).toEqual({ female: 1, male: 4, unsexed: 26 });
  });
});
