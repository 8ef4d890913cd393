export { boxXyxyToLetterbox, boxXyxyToOriginal, planLetterbox } from './letterbox-map.ts';
export type { LetterboxMap, Size } from './letterbox-map.ts';
