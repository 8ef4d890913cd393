import type { YoloLabel, YoloPicture } from '@natiu/dataset';
import { createPictureRunner, readDetections } from '@natiu/detector';
import type { Detection, InferenceSession, InferredPicture, Thresholds } from '@natiu/detector';
import { CLASS_NAMES } from '@natiu/domain';
import { InputError } from '@natiu/errors';
import { computeConfusion, evaluateDetections, measureCountError, summariseLatency } from '@natiu/evaluation';
import type { ApRule, CountErrorReport, EvaluationReport, LatencySummary, TruthBox } from '@natiu/evaluation';
import { decodePicture } from '@natiu/images';
import { xywhToXyxy } from '@natiu/box-ops';

export interface EvaluateModelOptions {
  readonly session: InferenceSession;
  /** Named in errors. */
  readonly modelName: string;
  readonly pictures: readonly YoloPicture[];
  /** Low confidence: the whole precision-recall curve is wanted. */
  readonly thresholds: Thresholds;
  /** Confidence at which a trap counts, for the count error. */
  readonly countConfidence: number;
  readonly rule: ApRule;
  /** Pixels of grey around every picture. */
  readonly margin?: number;
  readonly onPicture?: () => void;
}

export interface ModelEvaluation {
  readonly report: EvaluationReport;
  readonly counts: CountErrorReport;
  /** One picture at a time, in milliseconds. */
  readonly inference: LatencySummary;
  /** Letterbox, inference, decoding and suppression together. */
  readonly whole: LatencySummary;
}

export function assertClassCount({ predictions }: InferredPicture, modelName: string): void {
  const classes = predictions.shape[1] - 4;
  if (classes === CLASS_NAMES.length) return;
  throw new InputError(
    `${modelName} tells ${classes} classes apart; ${CLASS_NAMES.length} are expected: ${CLASS_NAMES.join(', ')}.`,
  );
}

function toTruthBox(label: YoloLabel, size: { width: number; height: number }): TruthBox {
  const [x1, y1, x2, y2] = xywhToXyxy([label.cx, label.cy, label.w, label.h]);
  return {
    classIndex: label.classIndex,
    boxXyxy: [x1 * size.width, y1 * size.height, x2 * size.width, y2 * size.height],
  };
}

/** The first runs of a session are slow and say nothing about later ones. */
async function warmUp(options: EvaluateModelOptions): Promise<void> {
  const [, , height, width] = options.session.inputShape;
  const run = createPictureRunner(options);
  const grey = { width, height, data: new Uint8Array(width * height * 3).fill(114) };
  for (let i = 0; i < 3; i += 1) assertClassCount(await run(grey), options.modelName);
}

/**
 * Runs a model over labelled pictures the way a trap does and scores it.
 * @throws InputError naming the picture that cannot be read, or what is wrong with the model
 */
export async function evaluateModel(options: EvaluateModelOptions): Promise<ModelEvaluation> {
  const { pictures, thresholds } = options;
  if (pictures.length === 0) throw new InputError('There are no pictures to evaluate on.');
  await warmUp(options);
  const run = createPictureRunner(options);
  const truth: TruthBox[][] = [];
  const predictions: Detection[][] = [];
  const counted: Detection[][] = [];
  const inferenceMs: number[] = [];
  const wholeMs: number[] = [];
  for (const { file, labels } of pictures) {
    const picture = await decodePicture(file);
    const inferred = await run(picture);
    const started = performance.now();
    const counting = { ...thresholds, confidence: options.countConfidence };
    counted.push(readDetections(inferred, counting, { classAgnostic: true })); // as a trap counts
    const decodeMs = performance.now() - started;
    predictions.push(readDetections(inferred, thresholds, { severalClassesPerBox: true }));
    truth.push(labels.map((label) => toTruthBox(label, picture)));
    inferenceMs.push(inferred.inferenceMs);
    wholeMs.push(inferred.letterboxMs + inferred.inferenceMs + decodeMs);
    options.onPicture?.();
  }
  const classNames = CLASS_NAMES;
  const { countConfidence: confidence, rule } = options;
  // What a trap would report: one class per box, in place of the curves' several.
  const confusion = computeConfusion(truth, counted, { classCount: classNames.length, confidence });
  return {
    report: { ...evaluateDetections(truth, predictions, { classNames, rule }), confusion },
    counts: measureCountError(truth, counted, { classNames, confidence }),
    inference: summariseLatency(inferenceMs),
    whole: summariseLatency(wholeMs),
  };
}
