export { readAgreement } from './agreement.ts';
export { countForBulk, decideInBulk } from './bulk.ts';
export { createControls } from './controls.ts';
export { decide } from './decide.ts';
export { nextForReview } from './next-for-review.ts';
export { readReviewHistory, readReviewProgress } from './progress.ts';
export { undoLast } from './undo.ts';
