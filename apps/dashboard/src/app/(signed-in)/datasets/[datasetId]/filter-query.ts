import { PictureFilter } from '@natiu/contracts';

const NUMBERS = new Set(['minConfidence', 'maxConfidence']);

/** The filter as words of a link: whoever gets it sees the same pictures. */
export function filterToQuery(filter: PictureFilter): URLSearchParams {
  const entries = Object.entries(filter).filter(([, value]) => value !== undefined);
  return new URLSearchParams(entries.map(([key, value]) => [key, String(value)]));
}

/** Reads what a link asks for. A word that means nothing is treated as absent, the others still count. */
export function filterFromQuery(query: Record<string, string | string[] | undefined>): PictureFilter {
  const filter: Record<string, unknown> = {};
  for (const key of Object.keys(PictureFilter.shape) as (keyof PictureFilter)[]) {
    const word = query[key];
    if (typeof word !== 'string' || word === '') continue;
    const value = PictureFilter.shape[key].safeParse(NUMBERS.has(key) ? Number(word) : word);
    if (value.success) filter[key] = value.data;
  }
  return PictureFilter.parse(filter);
}

/** A day as a date field has it, `YYYY-MM-DD`, to the instants between which pictures were taken (UTC). */
export function startOfDayUtc(day: string): string | undefined {
  return day === '' ? undefined : `${day}T00:00:00.000Z`;
}
export function endOfDayUtc(day: string): string | undefined {
  return day === '' ? undefined : `${day}T23:59:59.999Z`;
}
