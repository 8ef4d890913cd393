import { describe, expect, it } from 'vitest';
import { localDay, startOfLocalDay } from './local-day.ts';
import { planBuckets } from './plan-buckets.ts';

const now = new Date('2026-11-23T14:37:25Z');
const zone = 'America/Asuncion'; // UTC-3 all year since 2024

describe('planBuckets', () => {
  it('cuts the last hour into thirty buckets that end with the open one', () => {
    const plan = planBuckets('1h', now, zone);
    expect(plan).toMatchObject({ source: 'count', stepMinutes: 2 });
    expect(plan.starts).toHaveLength(30);
    expect(plan.starts.at(-1)).toEqual(new Date('2026-11-23T14:36:00Z'));
  });

  it('cuts the last day into twenty-four whole hours', () => {
    const plan = planBuckets('24h', now, zone);
    expect(plan.starts).toHaveLength(24);
    expect(plan.from).toEqual(new Date('2026-11-22T15:00:00Z'));
    expect(plan.starts.at(-1)).toEqual(new Date('2026-11-23T14:00:00Z'));
  });

  it("begins the week's buckets of six hours at the sites' midnight", () => {
    const plan = planBuckets('7d', now, zone);
    expect(plan.from).toEqual(new Date('2026-11-17T03:00:00Z'));
    // Six whole days, and of today the buckets from 0, 6 h (it is 11:37 there).
    expect(plan.starts).toHaveLength(6 * 4 + 2);
  });

  it('counts thirty local days, today included', () => {
    const plan = planBuckets('30d', now, zone);
    expect(plan.days).toHaveLength(30);
    expect([plan.days[0], plan.days.at(-1)]).toEqual(['2026-10-25', '2026-11-23']);
    expect(plan.starts[0]).toEqual(new Date('2026-10-25T03:00:00Z'));
  });

  it('counts every day once where a clock change makes days of 23 and 25 hours', () => {
    const plan = planBuckets('30d', new Date('2026-11-10T12:00:00Z'), 'Europe/Madrid');
    expect(new Set(plan.days).size).toBe(30);
    expect(plan.starts[plan.days.indexOf('2026-10-25')]).toEqual(new Date('2026-10-24T22:00:00Z'));
    expect(plan.starts[plan.days.indexOf('2026-10-26')]).toEqual(new Date('2026-10-25T23:00:00Z'));
  });
});

describe('weeks', () => {
  it('are whole and end with the open one, by the system that is asked for', () => {
    // 23 November 2026 is a Monday: the second day of an epidemiological week, the first of an ISO week.
    const epi = planBuckets('12w', now, zone);
    expect(epi.starts).toHaveLength(12);
    expect([epi.days[0], epi.days.at(-1)]).toEqual(['2026-09-06', '2026-11-23']);
    expect(epi.starts.at(-1)).toEqual(new Date('2026-11-22T03:00:00Z'));
    const iso = planBuckets('12w', now, zone, 'iso');
    expect(iso.starts).toHaveLength(12);
    expect([iso.days[0], iso.days.at(-1)]).toEqual(['2026-09-07', '2026-11-23']);
    expect(iso).toMatchObject({ source: 'count_daily', daysPerBucket: 7, stepMinutes: 7 * 24 * 60 });
  });
  it('begin at local midnights on both sides of a clock change', () => {
    const plan = planBuckets('12w', new Date('2026-11-10T12:00:00Z'), 'Europe/Madrid', 'iso');
    expect(plan.starts.at(-4)).toEqual(new Date('2026-10-18T22:00:00Z'));
    expect(plan.starts.at(-3)).toEqual(new Date('2026-10-25T23:00:00Z'));
  });
});

describe('local days', () => {
  it('change at the midnight of their zone', () => {
    expect(localDay(new Date('2026-11-24T02:59:59Z'), zone)).toBe('2026-11-23');
    expect(localDay(new Date('2026-11-24T03:00:00Z'), zone)).toBe('2026-11-24');
  });
  it('begin at an instant that is that day and not the one before', () => {
    for (const day of ['2026-03-29', '2026-10-25', '2026-01-01']) {
      for (const name of ['Europe/Madrid', 'America/Santiago', 'Asia/Kolkata', 'UTC']) {
        const start = startOfLocalDay(day, name);
        expect(localDay(start, name)).toBe(day);
        expect(localDay(new Date(start.getTime() - 1), name)).not.toBe(day);
      }
    }
  });
});
