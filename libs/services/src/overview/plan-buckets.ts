import type { Period } from '@natiu/contracts';
import { findWeek } from '@natiu/domain';
import type { WeekSystem } from '@natiu/domain';
import { localDay, startOfLocalDay } from './local-day.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const WEEKS_SHOWN = 12;

/**
 * Which rows answer a period, and the edges of its buckets. Short periods read the counts themselves; longer
 * ones read sums that were made when the counts were written, so that a month costs no more than an hour.
 */
export type BucketPlan = {
  source: 'count' | 'count_hourly' | 'count_daily';
  from: Date;
  to: Date;
  stepMinutes: number;
  starts: Date[];
  /** Local days (`YYYY-MM-DD`) from the first to today, for the daily source. */
  days: string[];
  /** How many of `days` make one bucket. */
  daysPerBucket: number;
};

function planEven(source: 'count' | 'count_hourly', from: Date, now: Date, stepMinutes: number): BucketPlan {
  const starts: Date[] = [];
  for (let at = from.getTime(); at <= now.getTime(); at += stepMinutes * MINUTE_MS) starts.push(new Date(at));
  return { source, from, to: now, stepMinutes, starts, days: [], daysPerBucket: 1 };
}

function floorTo(ms: number, stepMs: number): number {
  return Math.floor(ms / stepMs) * stepMs;
}

/** Local days, today included. They are stepped as calendar days: those of 23 or 25 hours are still one day. */
function planDays(now: Date, timeZone: string, dayCount: number, daysPerBucket = 1): BucketPlan {
  const today = Date.parse(localDay(now, timeZone));
  const days = Array.from({ length: dayCount }, (_, index) =>
    new Date(today - (dayCount - 1 - index) * 24 * HOUR_MS).toISOString().slice(0, 10),
  );
  const starts = days
    .filter((_, index) => index % daysPerBucket === 0)
    .map((day) => startOfLocalDay(day, timeZone));
  const stepMinutes = daysPerBucket * 24 * 60;
  return { source: 'count_daily', from: starts[0]!, to: now, stepMinutes, starts, days, daysPerBucket };
}

/** Whole weeks and the one that is under way. */
function planWeeks(now: Date, timeZone: string, system: WeekSystem): BucketPlan {
  const today = localDay(now, timeZone);
  const { firstDay } = findWeek(today, system);
  const daysOfThisWeek = (Date.parse(today) - Date.parse(firstDay)) / (24 * HOUR_MS) + 1;
  return planDays(now, timeZone, (WEEKS_SHOWN - 1) * 7 + daysOfThisWeek, 7);
}

/** `timeZone` is where the sites are: buckets of six hours and of a day begin at their midnight. */
export function planBuckets(
  period: Period,
  now: Date,
  timeZone: string,
  weeks: WeekSystem = 'epi',
): BucketPlan {
  switch (period) {
    case '1h': {
      const step = 2 * MINUTE_MS;
      return planEven('count', new Date(floorTo(now.getTime(), step) - 29 * step), now, 2);
    }
    case '24h':
      return planEven('count_hourly', new Date(floorTo(now.getTime(), HOUR_MS) - 23 * HOUR_MS), now, 60);
    case '7d': {
      const today = startOfLocalDay(localDay(now, timeZone), timeZone).getTime();
      return planEven('count_hourly', new Date(today - 6 * 24 * HOUR_MS), now, 6 * 60);
    }
    case '30d':
      return planDays(now, timeZone, 30);
    case '12w':
      return planWeeks(now, timeZone, weeks);
  }
}
