import { CLASS_NAMES } from '@natiu/domain';
import { z } from 'zod';
import { PictureFilter } from './dataset.ts';
import type { BoxRow, PictureRow } from './dataset.ts';

const Share = z.number().min(0).max(1);

/** Shares of the picture's width and height; a box may not be empty nor leave the picture. */
export const BoxShares = z
  .strictObject({ cx: Share, cy: Share, w: Share.positive(), h: Share.positive() })
  .refine(
    ({ cx, cy, w, h }) =>
      cx - w / 2 >= -1e-6 && cx + w / 2 <= 1 + 1e-6 && cy - h / 2 >= -1e-6 && cy + h / 2 <= 1 + 1e-6,
    'the box leaves the picture',
  );
export type BoxShares = z.infer<typeof BoxShares>;

export const NextReviewInput = z.strictObject({
  datasetId: z.uuid(),
  filter: PictureFilter.default({}),
  /** So many at once, that the next picture is there when the key is pressed. */
  limit: z.int().min(1).max(20).default(5),
  /** Boxes that the screen already holds. */
  exclude: z.array(z.uuid()).max(50).default([]),
});
export type NextReviewInput = z.infer<typeof NextReviewInput>;

const onBox = { boxId: z.uuid(), revision: z.int().min(0) };

/** `class` and `move` also accept the box: a person has looked at it. */
export const ReviewDecision = z.discriminatedUnion('action', [
  z.strictObject({ action: z.literal('accept'), ...onBox }),
  z.strictObject({ action: z.literal('reject'), ...onBox }),
  z.strictObject({ action: z.literal('class'), ...onBox, className: z.enum(CLASS_NAMES) }),
  z.strictObject({ action: z.literal('move'), ...onBox, box: BoxShares }),
  z.strictObject({
    action: z.literal('draw'),
    pictureId: z.uuid(),
    className: z.enum(CLASS_NAMES),
    box: BoxShares,
  }),
]);
export type ReviewDecision = z.infer<typeof ReviewDecision>;

export const ReviewScope = z.strictObject({ datasetId: z.uuid() });
export type ReviewScope = z.infer<typeof ReviewScope>;

export const BulkReviewInput = z.strictObject({
  datasetId: z.uuid(),
  filter: PictureFilter.default({}),
  action: z.enum(['accept', 'reject']),
  /** As the screen showed it; when another number matches by now, nothing is changed. */
  expected: z.int().min(0),
});
export type BulkReviewInput = z.infer<typeof BulkReviewInput>;

export const CreateControlsInput = z.strictObject({
  datasetId: z.uuid(),
  count: z.int().min(1).max(500),
  seed: z.int().min(0).default(0),
});
export type CreateControlsInput = z.infer<typeof CreateControlsInput>;

export const ReviewHistoryInput = z.strictObject({
  datasetId: z.uuid(),
  limit: z.int().min(1).max(200).default(50),
  /** Events before this one. */
  before: z.int().positive().optional(),
});
export type ReviewHistoryInput = z.infer<typeof ReviewHistoryInput>;

/** One box to decide on, with the picture's other boxes around it. Control boxes look like any other. */
export type ReviewTask = { box: BoxRow; picture: PictureRow };

export type ReviewAnswer = {
  eventId: number;
  /** The box as it is now; null after undoing a drawn one. */
  box: BoxRow | null;
  /** Boxes that are still proposed in this dataset. */
  remaining: number;
};

export type UndoAnswer = { undone: number; boxes: BoxRow[]; pictureId: string | null; remaining: number };

export type ReviewProgress = {
  /** Proposals of models ever made in this dataset. */
  total: number;
  decided: number;
  remaining: number;
  accepted: number;
  rejected: number;
  /** Accepted, but with another class or place than proposed. */
  corrected: number;
  drawn: number;
  controls: number;
};

/** How often a reviewer's answer on a known box was the known one. */
export type ReviewerAgreement = {
  userId: string;
  name: string;
  decisions: number;
  known: number;
  agreed: number;
  /** Null before the first known box. */
  rate: number | null;
  /** 95 % Wilson interval. */
  low: number | null;
  high: number | null;
};

export type ReviewAgreement = {
  reviewers: ReviewerAgreement[];
  /** Known boxes that at least two people answered, and on how many all of them said the same. */
  shared: number;
  unanimous: number;
};

export type ReviewEventRow = {
  id: number;
  at: string;
  userId: string;
  userName: string;
  action: 'accept' | 'reject' | 'class' | 'move' | 'draw' | 'undo';
  pictureId: string;
  boxId: string;
  before: unknown;
  after: unknown;
  undone: boolean;
};
