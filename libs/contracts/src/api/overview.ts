import type { ClassCounts, ObservationState, WeekSystem } from '@natiu/domain';
import { WEEK_SYSTEMS } from '@natiu/domain';
import { z } from 'zod';
import type { ModelManifest } from '../model/manifest.ts';

/** The periods that a person can look at; each ends now. */
export const PERIODS = ['1h', '24h', '7d', '30d', '12w'] as const;
export const Period = z.enum(PERIODS);
export type Period = z.infer<typeof Period>;

export const OverviewInput = z.strictObject({
  period: Period,
  /** One administrative area, or all of them. */
  area: z.string().min(1).max(120).optional(),
  /** How weeks are cut and numbered, where the period counts in weeks. */
  weeks: z.enum(WEEK_SYSTEMS).optional(),
});
export type OverviewInput = z.infer<typeof OverviewInput>;

export type SiteSummary = {
  siteId: string;
  name: string;
  area: string;
  latitude: number;
  longitude: number;
  timeZone: string;
  trapIds: string[];
  counts: ClassCounts;
  state: ObservationState;
  trapNights: number;
};

/** `counts` is null when nothing observed during this bucket: a gap, not a zero. */
export type SeriesPoint = {
  startUtc: string;
  counts: ClassCounts | null;
  trapNights: number;
  modelHashes: string[];
};

export type DataKind = ModelManifest['data']['kind'] | 'unregistered';

export type ModelProvenance = { sha256: string; name: string | null; dataKind: DataKind };

export type Overview = {
  period: Period;
  weeks: WeekSystem;
  area: string | null;
  fromUtc: string;
  toUtc: string;
  bucketMinutes: number;
  timeZone: string;
  lastCountAt: string | null;
  trapsTotal: number;
  trapsOnline: number;
  trapNights: number;
  counts: ClassCounts;
  sites: SiteSummary[];
  series: SeriesPoint[];
  models: ModelProvenance[];
  areas: string[];
};
