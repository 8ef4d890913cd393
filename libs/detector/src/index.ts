export type { Detection } from './detection.ts';
export { LETTERBOX_FILL, createLetterboxer, letterboxPicture } from './letterbox.ts';
export type { Letterboxed, Letterboxer, LetterboxOptions } from './letterbox.ts';
export { assertPicture } from './picture.ts';
export type { RgbPicture } from './picture.ts';
export { createResizer, resizeBilinear } from './resize.ts';
export type { Resizer, ResizeTarget } from './resize.ts';
export type { InferenceSession } from './session.ts';
