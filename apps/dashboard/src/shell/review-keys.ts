/** The keys of the review, for its screen and for the help. */
export const REVIEW_KEYS = [
  { keys: ['j', 'k'], action: 'move' },
  { keys: ['a'], action: 'accept' },
  { keys: ['x'], action: 'reject' },
  { keys: ['1', '…', '5'], action: 'class' },
  { keys: ['d'], action: 'draw' },
  { keys: ['←', '↑', '→', '↓'], action: 'nudge' },
  { keys: ['Shift', '←', '↑', '→', '↓'], action: 'resize' },
  { keys: ['v'], action: 'whole' },
  { keys: ['z'], action: 'undo' },
] as const;
export type ReviewAction = (typeof REVIEW_KEYS)[number]['action'];
