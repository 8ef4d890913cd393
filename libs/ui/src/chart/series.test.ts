import type { SeriesPoint } from '@natiu/contracts';
import { emptyCounts } from '@natiu/domain';
import { describe, expect, it } from 'vitest';
import { findGaps, findModelChanges } from './find-gaps.ts';
import { seriesToCsv, toCsv } from './series-csv.ts';

const point = (hour: number, observed: boolean, models: string[] = ['a']): SeriesPoint => ({
  startUtc: `2026-11-23T${String(hour).padStart(2, '0')}:00:00.000Z`,
  counts: observed ? { ...emptyCounts(), Female: hour } : null,
  trapNights: observed ? 1 / 3 : 0,
  modelHashes: observed ? models : [],
});

describe('findGaps', () => {
  it('joins neighbouring buckets and keeps gaps at both ends', () => {
    const series = [
      point(0, false),
      point(1, true),
      point(2, false),
      point(3, false),
      point(4, true),
      point(5, false),
    ];
    expect(findGaps(series).map((gap) => [gap.startUtc.slice(11, 13), gap.endUtc.slice(11, 13)])).toEqual([
      ['00', '00'],
      ['02', '03'],
      ['05', '05'],
    ]);
  });
});

describe('findModelChanges', () => {
  it('marks the bucket in which a model starts to count, across a gap too, and not the first', () => {
    const series = [
      point(0, true),
      point(1, true),
      point(2, false),
      point(3, true, ['b']),
      point(4, true, ['b']),
    ];
    expect(findModelChanges(series)).toEqual([series[3]!.startUtc]);
  });
});

describe('the CSV', () => {
  it('leaves the counts of what was not observed empty, never zero', () => {
    const lines = seriesToCsv([point(1, true), point(2, false)], 60).split('\r\n');
    expect(lines[0]).toBe(
      'start_utc,bucket_minutes,female,incomplete,male,out_of_focus,undefined,trap_nights,model_sha256',
    );
    expect(lines[1]).toBe('2026-11-23T01:00:00.000Z,60,1,0,0,0,0,0.33333,a');
    expect(lines[2]).toBe('2026-11-23T02:00:00.000Z,60,,,,,,0,');
  });
  it('quotes what would break a line and disarms what a spreadsheet would run', () => {
    expect(toCsv([['a,b', 'say "no"', '=1+1']])).toBe('"a,b","say ""no""",\'=1+1\r\n');
  });
});
