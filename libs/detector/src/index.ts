export type { Detection } from './detection.ts';
export type { InferenceSession } from './session.ts';
