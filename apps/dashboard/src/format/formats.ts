import type { Period } from '@natiu/contracts';

export type Formats = {
  count: (count: number) => string;
  share: (share: number) => string;
  nights: (nights: number) => string;
  metric: (value: number) => string;
  /** As a mark on a chart's axis: no more decimals than it needs. */
  mark: (value: number) => string;
  /** Day and time of the site, without its zone: the zone is named once beside. */
  dateTime: (iso: string) => string;
  date: (iso: string) => string;
  /** The site's calendar day, `YYYY-MM-DD`. */
  localDay: (iso: string) => string;
  /** The mark on a chart's axis. */
  tick: (iso: string) => string;
};

const TICK_OPTIONS: Record<Period, Intl.DateTimeFormatOptions> = {
  '1h': { hour: '2-digit', minute: '2-digit' },
  '24h': { hour: '2-digit', minute: '2-digit' },
  '7d': { weekday: 'short', day: 'numeric' },
  '30d': { day: 'numeric', month: 'short' },
  '12w': { day: 'numeric', month: 'short' },
};

export function createFormats(locale: string, timeZone: string, period: Period = '24h'): Formats {
  const count = new Intl.NumberFormat(locale, { maximumFractionDigits: 0 });
  const share = new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 0 });
  // A young system has thousandths of a night; a month has hundreds of nights.
  const firstNights = new Intl.NumberFormat(locale, { maximumSignificantDigits: 2 });
  const fewNights = new Intl.NumberFormat(locale, { minimumFractionDigits: 2, maximumFractionDigits: 2 });
  const nights = new Intl.NumberFormat(locale, { minimumFractionDigits: 1, maximumFractionDigits: 1 });
  const metric = new Intl.NumberFormat(locale, { minimumFractionDigits: 3, maximumFractionDigits: 3 });
  const mark = new Intl.NumberFormat(locale, { maximumFractionDigits: 3 });
  const time = (options: Intl.DateTimeFormatOptions) => {
    const format = new Intl.DateTimeFormat(locale, { timeZone, hourCycle: 'h23', ...options });
    return (iso: string) => format.format(new Date(iso));
  };
  // The one locale that writes years, months and days in the order of ISO 8601.
  const day = new Intl.DateTimeFormat('en-CA', { timeZone });
  return {
    count: (value) => count.format(value),
    share: (value) => share.format(value),
    nights: (value) => (value < 0.1 ? firstNights : value < 10 ? fewNights : nights).format(value),
    metric: (value) => metric.format(value),
    mark: (value) => mark.format(value),
    dateTime: time({ day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit' }),
    date: time({ day: 'numeric', month: 'short', year: 'numeric' }),
    localDay: (iso) => day.format(new Date(iso)),
    tick: time(TICK_OPTIONS[period]),
  };
}

/** The time zone as people of this language call it. */
export function nameZone(locale: string, timeZone: string): string {
  const format = new Intl.DateTimeFormat(locale, { timeZone, timeZoneName: 'longGeneric' });
  return format.formatToParts(new Date()).find((part) => part.type === 'timeZoneName')?.value ?? timeZone;
}
