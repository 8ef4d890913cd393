import type { Period } from '@natiu/contracts';
import { localDay, startOfLocalDay } from './local-day.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

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
  /** Local days (`YYYY-MM-DD`) of `starts`, for the daily source. */
  days: string[];
};

function planEven(source: 'count' | 'count_hourly', from: Date, now: Date, stepMinutes: number): BucketPlan {
  const starts: Date[] = [];
  for (let at = from.getTime(); at <= now.getTime(); at += stepMinutes * MINUTE_MS) starts.push(new Date(at));
  return { source, from, to: now, stepMinutes, starts, days: [] };
}

function floorTo(ms: number, stepMs: number): number {
  return Math.floor(ms / stepMs) * stepMs;
}

/** Thirty local days, today included. Noon is stepped, so that days of 23 or 25 hours are still one day. */
function planDays(now: Date, timeZone: string, dayCount: number): BucketPlan {
  const noon = startOfLocalDay(localDay(now, timeZone), timeZone).getTime() + 12 * HOUR_MS;
  const days = Array.from({ length: dayCount }, (_, index) =>
    localDay(new Date(noon - (dayCount - 1 - index) * 24 * HOUR_MS), timeZone),
  );
  const starts = days.map((day) => startOfLocalDay(day, timeZone));
  return { source: 'count_daily', from: starts[0]!, to: now, stepMinutes: 24 * 60, starts, days };
}

/** `timeZone` is where the sites are: buckets of six hours and of a day begin at their midnight. */
export function planBuckets(period: Period, now: Date, timeZone: string): BucketPlan {
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
  }
}
