import { createPictureRunner, readDetections } from '@natiu/detector';
import type { Detection, InferenceSession, RgbPicture, Thresholds } from '@natiu/detector';
import { AppError } from '@natiu/errors';
import { decodePicture } from '@natiu/images';
import { assertClassCount } from './evaluate-model.ts';

export interface PredictedPicture {
  readonly file: string;
  readonly picture: RgbPicture;
  readonly detections: readonly Detection[];
  readonly inferenceMs: number;
}

export interface UnreadablePicture {
  readonly file: string;
  readonly reason: string;
}

export interface PredictOptions {
  readonly session: InferenceSession;
  /** Named in errors. */
  readonly modelName: string;
  readonly files: readonly string[];
  readonly thresholds: Thresholds;
}

async function tryDecode(file: string): Promise<RgbPicture | UnreadablePicture> {
  try {
    return await decodePicture(file);
  } catch (error) {
    if (error instanceof AppError) return { file, reason: error.message };
    throw error;
  }
}

/** Picture by picture; one that cannot be read is passed on as such, a model that fails ends the run. */
export async function* predictPictures(
  options: PredictOptions,
): AsyncGenerator<PredictedPicture | UnreadablePicture> {
  const run = createPictureRunner(options);
  for (const file of options.files) {
    const picture = await tryDecode(file);
    if ('reason' in picture) {
      yield picture;
      continue;
    }
    const inferred = await run(picture);
    assertClassCount(inferred, options.modelName);
    const detections = readDetections(inferred, options.thresholds);
    yield { file, picture, detections, inferenceMs: inferred.inferenceMs };
  }
}
