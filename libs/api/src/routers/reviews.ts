import {
  BulkReviewInput,
  CreateControlsInput,
  NextReviewInput,
  ReviewDecision,
  ReviewHistoryInput,
  ReviewScope,
} from '@natiu/contracts';
import {
  countForBulk,
  createControls,
  decide,
  decideInBulk,
  nextForReview,
  readAgreement,
  readReviewHistory,
  readReviewProgress,
  undoLast,
} from '@natiu/services';
import { createRouter, roleProcedure } from '../trpc.ts';

const researcher = roleProcedure('researcher');

export const reviewsRouter = createRouter({
  /** A mutation: it reserves what it answers, so that two people do not look at the same box. */
  next: researcher.input(NextReviewInput).mutation(({ ctx, input }) => nextForReview(ctx, input)),
  decide: researcher.input(ReviewDecision).mutation(({ ctx, input }) => decide(ctx, input)),
  undo: researcher.input(ReviewScope).mutation(({ ctx, input }) => undoLast(ctx, input)),
  bulkCount: researcher
    .input(BulkReviewInput.pick({ datasetId: true, filter: true }))
    .query(({ ctx, input }) => countForBulk(ctx, input)),
  bulk: researcher.input(BulkReviewInput).mutation(({ ctx, input }) => decideInBulk(ctx, input)),
  progress: researcher.input(ReviewScope).query(({ ctx, input }) => readReviewProgress(ctx, input)),
  agreement: researcher.input(ReviewScope).query(({ ctx, input }) => readAgreement(ctx, input)),
  history: researcher.input(ReviewHistoryInput).query(({ ctx, input }) => readReviewHistory(ctx, input)),
  createControls: researcher
    .input(CreateControlsInput)
    .mutation(({ ctx, input }) => createControls(ctx, input)),
});
