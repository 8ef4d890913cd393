import { z } from 'zod';
import type { DataKind } from '../api/overview.ts';
import { Sha256 } from './manifest.ts';
import type { ParityResult } from './manifest.ts';

/** `candidate` may be rolled out to some traps; `champion` is what the fleet runs. One of each per name. */
export const MODEL_ALIASES = ['candidate', 'champion'] as const;
export type ModelAlias = (typeof MODEL_ALIASES)[number];

export const ModelVersionIdInput = z.strictObject({ versionId: z.uuid() });
export type ModelVersionIdInput = z.infer<typeof ModelVersionIdInput>;

export const ListModelVersionsInput = z.strictObject({ name: z.string().min(1).max(80).optional() });
export type ListModelVersionsInput = z.infer<typeof ListModelVersionsInput>;

export const PromoteModelInput = z.strictObject({
  versionId: z.uuid(),
  /** Why; kept with the promotion. */
  note: z.string().max(500).optional(),
});
export type PromoteModelInput = z.infer<typeof PromoteModelInput>;

/** A figure of both models on the same pictures and the bootstrap interval of candidate minus champion. */
export const ComparedFigure = z.object({
  name: z.string(),
  champion: z.number().nullable(),
  candidate: z.number().nullable(),
  difference: z.number().nullable(),
  low: z.number().nullable(),
  high: z.number().nullable(),
});
export type ComparedFigure = z.infer<typeof ComparedFigure>;

/** Champion against candidate on the same pictures; `details` is the whole answer of `trainer compare`. */
export const ModelComparison = z.object({
  championSha256: Sha256,
  candidateSha256: Sha256,
  dataVersion: z.string(),
  split: z.string(),
  pictures: z.int().min(0),
  figures: z.array(ComparedFigure),
  details: z.unknown().optional(),
});
export type ModelComparison = z.infer<typeof ModelComparison>;

export type ModelComparisonRow = ModelComparison & {
  id: string;
  championVersionId: string;
  candidateVersionId: string;
  at: string;
};

export type ModelVersionRow = {
  id: string;
  name: string;
  version: number;
  sha256: string;
  aliases: ModelAlias[];
  dataKind: DataKind;
  dataVersion: string;
  architecture: string;
  imageSize: number;
  bytes: number;
  map50: number;
  map50To95: number;
  perClass: Record<string, { ap50: number; ap50To95: number }>;
  parity: ParityResult;
  keyId: string;
  runId: string | null;
  registeredBy: string | null;
  registeredAt: string;
  trapsUsing: number;
};

/** What may be done with a version now, and why not: the screen shows the reason beside a grey button. */
export type PromotionCheck = {
  candidate: { allowed: boolean; reason: string | null };
  champion: { allowed: boolean; reason: string | null };
};

export type ModelVersionDetail = ModelVersionRow & {
  promotion: PromotionCheck;
  /** Newest first; those where this version is one of the two. */
  comparisons: ModelComparisonRow[];
  history: { alias: ModelAlias; version: number; by: string | null; at: string; note: string | null }[];
};
