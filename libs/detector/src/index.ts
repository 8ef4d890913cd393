export type { Detection } from './detection.ts';
export { createDetector } from './detector.ts';
export type { DetectionResult, DetectionTimings, Detector, DetectorOptions } from './detector.ts';
export { LETTERBOX_FILL, createLetterboxer, letterboxPicture } from './letterbox.ts';
export type { Letterboxed, Letterboxer, LetterboxOptions } from './letterbox.ts';
export { assertPicture } from './picture.ts';
export type { RgbPicture } from './picture.ts';
export { createPictureRunner, readDetections } from './picture-runner.ts';
export type {
  InferredPicture,
  PictureRunner,
  PictureRunnerOptions,
  ReadOptions,
  Thresholds,
} from './picture-runner.ts';
export { assertPredictions, decodePredictions, suppressCandidates } from './predictions.ts';
export type { Candidates, DecodeOptions, Predictions, SuppressOptions } from './predictions.ts';
export { createResizer, resizeBilinear } from './resize.ts';
export type { Resizer, ResizeTarget } from './resize.ts';
export type { InferenceSession } from './session.ts';
