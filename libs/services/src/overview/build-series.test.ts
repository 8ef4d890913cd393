import { describe, expect, it } from 'vitest';
import { buildSeries } from './build-series.ts';
import { planBuckets } from './plan-buckets.ts';
import type { BucketSums } from './query-counts.ts';
import { pickTimeZone } from './read-overview.ts';

const plan = planBuckets('1h', new Date('2026-11-23T14:37:25Z'), 'UTC');
const row = (bucket: number, over: Partial<BucketSums> = {}): BucketSums => ({
  bucket,
  female: 0,
  incomplete: 0,
  male: 0,
  outOfFocus: 0,
  undefined: 0,
  observedS: 120,
  modelHashes: ['b', 'a'],
  ...over,
});

describe('buildSeries', () => {
  it('has a point for every bucket, and null where nothing observed', () => {
    const series = buildSeries(plan, [row(0, { female: 3 }), row(2)]);
    expect(series).toHaveLength(30);
    expect(series[0]!.counts).toMatchObject({ Female: 3, Male: 0 });
    expect(series[1]!.counts).toBeNull();
    expect(series[2]!.counts).toMatchObject({ Female: 0 });
  });

  it('takes a row without effort and without insects as not observed, but never drops an insect', () => {
    const series = buildSeries(plan, [row(0, { observedS: 0 }), row(1, { observedS: 0, undefined: 1 })]);
    expect(series[0]!.counts).toBeNull();
    expect(series[1]!.counts).toMatchObject({ Undefined: 1 });
  });

  it('says how much was observed, in trap-nights, and by which models', () => {
    const [point] = buildSeries(plan, [row(0, { observedS: 43_200 })]);
    expect(point).toMatchObject({ trapNights: 0.5, modelHashes: ['a', 'b'] });
  });
});

describe('pickTimeZone', () => {
  it('is the zone of most sites, and UTC without sites', () => {
    expect(pickTimeZone(['America/La_Paz', 'America/Asuncion', 'America/Asuncion'])).toBe('America/Asuncion');
    expect(pickTimeZone([])).toBe('UTC');
  });
});
