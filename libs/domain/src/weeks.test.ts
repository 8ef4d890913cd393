import { describe, expect, it } from 'vitest';
import { findWeek } from './weeks.ts';

const name = (day: string, system: 'epi' | 'iso') => {
  const { year, week } = findWeek(day, system);
  return `${year}-${String(week).padStart(2, '0')}`;
};

describe('findWeek', () => {
  it('begins epidemiological weeks on Sunday and ISO weeks on Monday', () => {
    // 22 November 2026 is a Sunday.
    expect(findWeek('2026-11-22', 'epi').firstDay).toBe('2026-11-22');
    expect(findWeek('2026-11-21', 'epi').firstDay).toBe('2026-11-15');
    expect(findWeek('2026-11-22', 'iso').firstDay).toBe('2026-11-16');
    expect(findWeek('2026-11-23', 'iso').firstDay).toBe('2026-11-23');
  });

  it("numbers epidemiological weeks as the CDC's calendar does at the turns of years", () => {
    // MMWR: 2014 has 53 weeks; 2015 begins on 4 January 2015; 2020 has 53 weeks; 2021 begins on 3 January.
    expect(name('2014-12-28', 'epi')).toBe('2014-53');
    expect(name('2015-01-03', 'epi')).toBe('2014-53');
    expect(name('2015-01-04', 'epi')).toBe('2015-01');
    expect(name('2019-12-29', 'epi')).toBe('2020-01');
    expect(name('2021-01-02', 'epi')).toBe('2020-53');
    expect(name('2021-01-03', 'epi')).toBe('2021-01');
    expect(name('2024-12-29', 'epi')).toBe('2025-01');
  });

  it('numbers ISO weeks as ISO 8601 does at the turns of years', () => {
    expect(name('2005-01-01', 'iso')).toBe('2004-53');
    expect(name('2008-12-29', 'iso')).toBe('2009-01');
    expect(name('2010-01-03', 'iso')).toBe('2009-53');
    expect(name('2026-12-31', 'iso')).toBe('2026-53');
  });

  it('gives week 1 at least four days of January, and follows every week by the next, for twenty-eight years', () => {
    for (const system of ['epi', 'iso'] as const) {
      let before = findWeek('1999-12-31', system);
      for (let at = Date.UTC(2000, 0, 1); at < Date.UTC(2028, 0, 1); at += 86_400_000) {
        const day = new Date(at).toISOString().slice(0, 10);
        const week = findWeek(day, system);
        if (week.firstDay !== before.firstDay) {
          expect(week.firstDay).toBe(day);
          if (week.year === before.year) expect(week.week).toBe(before.week + 1);
          else expect([week.year, week.week]).toEqual([before.year + 1, 1]);
        }
        before = week;
      }
    }
  });

  it('refuses what is no day', () => {
    for (const day of ['2026-02-30', '2026-1-1', '', 'today']) {
      expect(() => findWeek(day, 'epi')).toThrow(/not a calendar day/);
    }
  });
});
