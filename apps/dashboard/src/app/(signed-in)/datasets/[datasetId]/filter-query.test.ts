import { describe, expect, it } from 'vitest';
import { endOfDayUtc, filterFromQuery, filterToQuery, startOfDayUtc } from './filter-query.ts';

describe('a filter in a link', () => {
  it('comes back as it was', () => {
    const filter = {
      className: 'Out of Focus' as const,
      minConfidence: 0.25,
      state: 'proposed' as const,
      split: 'train' as const,
      fromUtc: startOfDayUtc('2026-11-01'),
      toUtc: endOfDayUtc('2026-11-23'),
    };
    const query = Object.fromEntries(filterToQuery(filter));
    expect(filterFromQuery(query)).toEqual(filter);
  });
  it('loses only the words that mean nothing', () => {
    const query = { className: 'Bee', minConfidence: 'x', split: 'train', siteId: '../..', other: '1' };
    expect(filterFromQuery(query)).toEqual({ split: 'train' });
  });
  it('asks for nothing where nothing is chosen', () => {
    expect(filterToQuery({ className: undefined }).toString()).toBe('');
    expect(startOfDayUtc('')).toBeUndefined();
  });
});
