import { InputError } from '@natiu/errors';

/**
 * Two ways to number weeks. `epi`: CDC/MMWR and PAHO epidemiological weeks, Sunday to Saturday. `iso`: ISO 8601,
 * Monday to Sunday. In both a week belongs to the year that holds most of its days, so that week 1 is the first
 * with at least four days in January.
 */
export const WEEK_SYSTEMS = ['epi', 'iso'] as const;
export type WeekSystem = (typeof WEEK_SYSTEMS)[number];

export type Week = {
  system: WeekSystem;
  /** The year that the week counts for: at the turn of a year it may not be the calendar's. */
  year: number;
  /** 1 to 52 or 53. */
  week: number;
  /** The first day of the week, `YYYY-MM-DD`. */
  firstDay: string;
};

const DAY_MS = 86_400_000;
/** `Date.getUTCDay` of the first day: 0 is Sunday. */
const FIRST_WEEKDAY: Record<WeekSystem, number> = { epi: 0, iso: 1 };

function formatDay(atMs: number): string {
  return new Date(atMs).toISOString().slice(0, 10);
}

/** The week in which `day` (`YYYY-MM-DD`, a local calendar day) lies. Throws an InputError for what is no day. */
export function findWeek(day: string, system: WeekSystem): Week {
  const dayMs = Date.parse(`${day}T00:00:00Z`);
  // `Date.parse` takes 30 February as 2 March.
  if (Number.isNaN(dayMs) || formatDay(dayMs) !== day)
    throw new InputError(`"${day}" is not a calendar day: write it as YYYY-MM-DD.`);
  const daysSinceFirst = (new Date(dayMs).getUTCDay() - FIRST_WEEKDAY[system] + 7) % 7;
  const firstMs = dayMs - daysSinceFirst * DAY_MS;
  // The fourth day lies in the year that holds at least four of the seven.
  const fourth = new Date(firstMs + 3 * DAY_MS);
  const year = fourth.getUTCFullYear();
  const dayOfYear = (fourth.getTime() - Date.UTC(year, 0, 1)) / DAY_MS;
  return { system, year, week: Math.floor(dayOfYear / 7) + 1, firstDay: formatDay(firstMs) };
}
