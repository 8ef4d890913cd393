import { boxXyxyToOriginal } from '@natiu/box-ops';
import type { LetterboxMap } from '@natiu/box-ops';
import { InputError } from '@natiu/errors';
import type { Detection } from './detection.ts';
import { createLetterboxer } from './letterbox.ts';
import type { RgbPicture } from './picture.ts';
import { assertPredictions, decodePredictions, suppressCandidates } from './predictions.ts';
import type { Predictions } from './predictions.ts';
import type { InferenceSession } from './session.ts';

/** Scores are 0..1; `iou` is the overlap above which the weaker of two boxes of one class is dropped. */
export interface Thresholds {
  readonly confidence: number;
  readonly iou: number;
  readonly maxDetections: number;
}

export interface ReadOptions {
  readonly classAgnostic?: boolean;
  readonly severalClassesPerBox?: boolean;
}

/** Raw predictions of one picture, and where the picture lay in the network's input. */
export interface InferredPicture {
  readonly predictions: Predictions;
  readonly map: LetterboxMap;
  readonly letterboxMs: number;
  readonly inferenceMs: number;
}

export interface PictureRunnerOptions {
  readonly session: InferenceSession;
  /** Pixels of the input that stay grey around every picture; default: what the model's file says, else 0. */
  readonly margin?: number;
  /** Named in errors; default: the model's own name. */
  readonly modelName?: string;
}

export type PictureRunner = (picture: RgbPicture) => Promise<InferredPicture>;

/** byte -> share of 255 in single precision */
const SHARES = Float32Array.from({ length: 256 }, (_, byte) => byte / 255);

/** HWC bytes -> CHW floats 0..1 */
function fillPlanes(data: Uint8Array, planes: Float32Array): void {
  const pixels = data.length / 3;
  for (let i = 0, p = 0; i < pixels; i += 1, p += 3) {
    planes[i] = SHARES[data[p]];
    planes[pixels + i] = SHARES[data[p + 1]];
    planes[2 * pixels + i] = SHARES[data[p + 2]];
  }
}

export function describeModel(session: InferenceSession, modelName?: string): string {
  return modelName ?? session.metadata.name ?? 'The model';
}

/** The margin that a model wants around its pictures, from its metadata. */
function readMargin({ metadata }: InferenceSession, name: string): number {
  const margin = Number(metadata.margin ?? 0);
  if (Number.isInteger(margin) && margin >= 0) return margin;
  throw new InputError(`${name} asks for a margin of "${metadata.margin}" pixels, which is no whole number.`);
}

/**
 * Runs picture after picture through a session; buffers are reused, so calls queue up behind each other.
 * @throws InputError when the session does not take pictures or returns anything but finite predictions
 */
export function createPictureRunner(options: PictureRunnerOptions): PictureRunner {
  const { session } = options;
  const name = describeModel(session, options.modelName);
  const [batch, channels, height, width] = session.inputShape;
  if (channels !== 3) {
    throw new InputError(
      `${name} takes [${session.inputShape.join(', ')}]; [batch, 3, height, width] is expected.`,
    );
  }
  const letterbox = createLetterboxer(
    { width, height },
    { margin: options.margin ?? readMargin(session, name) },
  );
  const input = new Float32Array(batch * 3 * height * width);
  const planes = input.subarray(0, 3 * height * width);

  async function runOne(picture: RgbPicture): Promise<InferredPicture> {
    const started = performance.now();
    const { picture: boxed, map } = letterbox(picture);
    fillPlanes(boxed.data, planes);
    const letterboxed = performance.now();
    const predictions = await session.run(input);
    const inferred = performance.now();
    assertPredictions(predictions, name);
    return { predictions, map, letterboxMs: letterboxed - started, inferenceMs: inferred - letterboxed };
  }

  let queue: Promise<unknown> = Promise.resolve();
  return (picture) => {
    const result = queue.then(() => runOne(picture));
    queue = result.catch(() => undefined);
    return result;
  };
}

/** Predictions -> detections in pixels of the original picture, best first. */
export function readDetections(
  inferred: Pick<InferredPicture, 'predictions' | 'map'>,
  thresholds: Thresholds,
  options: ReadOptions = {},
): Detection[] {
  const candidates = decodePredictions(inferred.predictions, {
    confidence: thresholds.confidence,
    severalClassesPerBox: options.severalClassesPerBox,
  });
  const found = suppressCandidates(candidates, { ...thresholds, classAgnostic: options.classAgnostic });
  return found.map((one) => ({ ...one, boxXyxy: boxXyxyToOriginal(inferred.map, one.boxXyxy) }));
}
