import { InputError } from '@natiu/errors';
import type { Detection } from './detection.ts';
import type { RgbPicture } from './picture.ts';
import { createPictureRunner, readDetections } from './picture-runner.ts';
import type { PictureRunnerOptions, ReadOptions, Thresholds } from './picture-runner.ts';

export interface DetectorOptions extends PictureRunnerOptions, ReadOptions {
  readonly thresholds: Thresholds;
}

export interface DetectionTimings {
  readonly letterboxMs: number;
  readonly inferenceMs: number;
  readonly decodeMs: number;
}

export interface DetectionResult {
  /** In pixels of the picture, best first. */
  readonly detections: Detection[];
  readonly timings: DetectionTimings;
}

export interface Detector {
  readonly thresholds: Thresholds;
  /**
   * Finds the insects in one picture.
   * @throws InputError when the picture's size and data disagree, or naming the model when it returns NaN
   */
  detect(picture: RgbPicture): Promise<DetectionResult>;
}

function assertThresholds({ confidence, iou, maxDetections }: Thresholds): void {
  for (const [name, value] of Object.entries({ confidence, iou })) {
    if (!(value >= 0 && value <= 1))
      throw new InputError(`The ${name} threshold must lie in 0..1, not ${value}.`);
  }
  if (!Number.isInteger(maxDetections) || maxDetections < 1) {
    throw new InputError(
      `The most detections per picture must be a whole number from 1, not ${maxDetections}.`,
    );
  }
}

/** Picture in, detections out: letterbox, session, decode, suppression. The caller releases the session. */
export function createDetector(options: DetectorOptions): Detector {
  const { thresholds } = options;
  assertThresholds(thresholds);
  const run = createPictureRunner(options);
  return {
    thresholds,
    async detect(picture) {
      const inferred = await run(picture);
      const started = performance.now();
      const detections = readDetections(inferred, thresholds, options);
      const { letterboxMs, inferenceMs } = inferred;
      return { detections, timings: { letterboxMs, inferenceMs, decodeMs: performance.now() - started } };
    },
  };
}
