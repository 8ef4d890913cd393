import type { SeriesPoint } from '@natiu/contracts';
import { CLASS_NAMES } from '@natiu/domain';

/** RFC 4180: quotes only where they are needed. A leading `=`, `+`, `-` or `@` would be a formula to a spreadsheet. */
function toCell(value: string | number): string {
  if (typeof value === 'number') return String(value);
  const safe = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\n\r]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

export function toCsv(rows: readonly (readonly (string | number)[])[]): string {
  return rows.map((row) => `${row.map(toCell).join(',')}\r\n`).join('');
}

/**
 * One line per bucket, for other programs: English names, UTC, a full stop in decimals. A bucket that was not
 * observed has empty counts, never zeros. `nameWeek` adds the name of the week that begins with a bucket.
 */
export function seriesToCsv(
  series: readonly SeriesPoint[],
  bucketMinutes: number,
  nameWeek?: (startUtc: string) => string,
): string {
  const classColumns = CLASS_NAMES.map((name) => name.toLowerCase().replaceAll(' ', '_'));
  const header = [
    'start_utc',
    'bucket_minutes',
    ...classColumns,
    'trap_nights',
    'model_sha256',
    ...(nameWeek ? ['week'] : []),
  ];
  const rows = series.map((point) => [
    point.startUtc,
    bucketMinutes,
    ...CLASS_NAMES.map((name) => (point.counts ? point.counts[name] : '')),
    Number(point.trapNights.toFixed(5)),
    point.modelHashes.join(' '),
    ...(nameWeek ? [nameWeek(point.startUtc)] : []),
  ]);
  return toCsv([header, ...rows]);
}
