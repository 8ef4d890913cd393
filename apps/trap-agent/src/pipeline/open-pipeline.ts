import { createDetector } from '@natiu/detector';
import type { Detection } from '@natiu/detector';
import { CLASS_NAMES } from '@natiu/domain';
import { AppError, EnvironmentError, InputError, describeError } from '@natiu/errors';
import { decodePicture } from '@natiu/images';
import { loadModelPackage } from '@natiu/model-package';
import { openInferenceSession } from '@natiu/onnx-runtime';

export interface StageMs {
  readonly decode: number;
  readonly letterbox: number;
  readonly inference: number;
  readonly postprocess: number;
}

/** `unreadable` is the picture's fault, `failed` the model's or the runtime's. */
export type PictureResult =
  | { readonly outcome: 'read'; readonly detections: Detection[]; readonly ms: StageMs }
  | { readonly outcome: 'unreadable'; readonly reason: string }
  | { readonly outcome: 'failed'; readonly reason: string };

export interface Pipeline {
  readonly modelHash: string;
  readonly modelName: string;
  readonly confidence: number;
  /** For a person: the model is usable, but something about it is not as it should be. */
  readonly warning: string | undefined;
  /** Encoded bytes in, insects out; a bad picture is a result, not an exception. */
  detect(bytes: Uint8Array, name: string): Promise<PictureResult>;
  close(): Promise<void>;
}

export interface PipelineOptions {
  readonly model: string;
  readonly confidence?: number | undefined;
  readonly threads?: number | undefined;
}

/**
 * Loads the model and everything around it.
 * @throws AppError naming the model file when it is missing, altered, or not a detector of the five classes
 */
export async function openPipeline(options: PipelineOptions): Promise<Pipeline> {
  const loaded = await loadModelPackage(options.model);
  const modelName = loaded.manifest?.name ?? options.model;
  // No busy waiting: a trap is warm enough, and may share its processor.
  const session = await openInferenceSession(loaded.bytes, { threads: options.threads, spin: false }).catch(
    (cause) => {
      const Kind = cause instanceof EnvironmentError ? EnvironmentError : InputError;
      throw new Kind(`The model ${options.model} cannot be used: ${describeError(cause)}`, { cause });
    },
  );
  const confidence = options.confidence ?? loaded.thresholds.confidence;
  const detector = createDetector({
    session,
    thresholds: { ...loaded.thresholds, confidence },
    modelName,
    // One insect has one class: the best one, not a count in each.
    classAgnostic: true,
  });
  await warmUp(detector, options.model);

  const detect = async (bytes: Uint8Array, name: string): Promise<PictureResult> => {
    const started = performance.now();
    let picture;
    try {
      picture = await decodePicture(bytes, name);
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      return { outcome: 'unreadable', reason: error.message };
    }
    const decode = performance.now() - started;
    try {
      const { detections, timings } = await detector.detect(picture);
      const { letterboxMs: letterbox, inferenceMs: inference, decodeMs: postprocess } = timings;
      return { outcome: 'read', detections, ms: { decode, letterbox, inference, postprocess } };
    } catch (error) {
      return { outcome: 'failed', reason: describeError(error) };
    }
  };
  return {
    modelHash: loaded.sha256,
    modelName,
    confidence,
    warning: loaded.warning,
    detect,
    close: () => session.release(),
  };
}

/** One grey picture: a model of the wrong shape is found here and not at night in the field. */
async function warmUp(detector: ReturnType<typeof createDetector>, file: string): Promise<void> {
  const grey = { width: 64, height: 64, data: new Uint8Array(64 * 64 * 3).fill(114) };
  const { detections } = await detector.detect(grey).catch((cause) => {
    // A model that gives no numbers here may do so on real pictures; the agent reports those one by one.
    if (/NaN|finite/i.test(describeError(cause))) return { detections: [] };
    throw new InputError(`The model ${file} cannot be used: ${describeError(cause)}`, { cause });
  });
  const foreign = detections.find((detection) => detection.classIndex >= CLASS_NAMES.length);
  if (foreign) throw new InputError(`The model ${file} knows more than the ${CLASS_NAMES.length} classes.`);
}
