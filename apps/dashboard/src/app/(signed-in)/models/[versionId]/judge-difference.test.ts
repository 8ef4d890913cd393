import { describe, expect, it } from 'vitest';
import { judgeDifference } from './judge-difference.ts';

const judge = (name: string, low: number | null, high: number | null) =>
  judgeDifference({ name, champion: 0.4, candidate: 0.5, difference: 0.1, low, high });

describe('judgeDifference', () => {
  it('says nothing of a difference whose interval holds zero, or that has none', () => {
    expect(judge('map50', -0.01, 0.2)).toBe('unclear');
    expect(judge('map50', 0, 0.2)).toBe('unclear');
    expect(judge('map50', null, null)).toBe('unclear');
  });
  it('takes more accuracy as better and more error as worse', () => {
    expect(judge('map50To95', 0.01, 0.2)).toBe('better');
    expect(judge('map50To95', -0.2, -0.01)).toBe('worse');
    expect(judge('countError', 0.01, 0.2)).toBe('worse');
    expect(judge('countError', -0.2, -0.01)).toBe('better');
  });
});
