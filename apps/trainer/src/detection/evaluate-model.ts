import type { YoloLabel, YoloPicture } from '@natiu/dataset';
import { createPictureRunner, readDetections } from '@natiu/detector';
import type { Detection, InferenceSession, InferredPicture, Thresholds } from '@natiu/detector';
import { CLASS_NAMES } from '@natiu/domain';
import { InputError } from '@natiu/errors';
import { computeConfusion, evaluateDetections, measureCountError, summariseLatency } from '@natiu/evaluation';
import type {
  ApRule,
  CountErrorReport,
  DetectionLists,
  EvaluationReport,
  LatencySummary,
  TruthBox,
} from '@natiu/evaluation';
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
  /** Keeps the boxes of every picture, for curves and groups. */
  readonly keepLists?: boolean;
  readonly onPicture?: () => void;
}

/** One picture at a time, in milliseconds. */
export interface StageLatency {
  readonly letterbox: LatencySummary;
  readonly inference: LatencySummary;
  /** Reading the predictions and suppressing boxes, as a trap does. */
  readonly decode: LatencySummary;
}

export interface ModelEvaluation {
  readonly report: EvaluationReport;
  readonly counts: CountErrorReport;
  /** One picture at a time, in milliseconds. */
  readonly inference: LatencySummary;
  /** Letterbox, inference, decoding and suppression together. */
  readonly whole: LatencySummary;
  readonly latency: StageLatency;
  /** Only with `keepLists`. */
  readonly lists?: DetectionLists;
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

interface Collected {
  readonly truth: TruthBox[][];
  readonly predictions: Detection[][];
  /** As a trap counts: one class per box, from its threshold on. */
  readonly counted: Detection[][];
  /** The same from a low threshold on. */
  readonly reported: Detection[][];
  readonly letterboxMs: number[];
  readonly inferenceMs: number[];
  readonly decodeMs: number[];
}

async function collectDetections(options: EvaluateModelOptions): Promise<Collected> {
  const { pictures, thresholds, countConfidence, keepLists = false } = options;
  const run = createPictureRunner(options);
  const counting = { ...thresholds, confidence: countConfidence };
  const lists = { truth: [], predictions: [], counted: [], reported: [] };
  const all: Collected = { ...lists, letterboxMs: [], inferenceMs: [], decodeMs: [] };
  for (const { file, labels } of pictures) {
    const picture = await decodePicture(file);
    const inferred = await run(picture);
    const started = performance.now();
    all.counted.push(readDetections(inferred, counting, { classAgnostic: true }));
    all.decodeMs.push(performance.now() - started);
    all.predictions.push(readDetections(inferred, thresholds, { severalClassesPerBox: true }));
    if (keepLists) all.reported.push(readDetections(inferred, thresholds, { classAgnostic: true }));
    all.truth.push(labels.map((label) => toTruthBox(label, picture)));
    all.letterboxMs.push(inferred.letterboxMs);
    all.inferenceMs.push(inferred.inferenceMs);
    options.onPicture?.();
  }
  return all;
}

/**
 * Runs a model over labelled pictures the way a trap does and scores it.
 * @throws InputError naming the picture that cannot be read, or what is wrong with the model
 */
export async function evaluateModel(options: EvaluateModelOptions): Promise<ModelEvaluation> {
  if (options.pictures.length === 0) throw new InputError('There are no pictures to evaluate on.');
  await warmUp(options);
  const { truth, predictions, counted, reported, ...stages } = await collectDetections(options);
  const { letterboxMs, inferenceMs, decodeMs } = stages;
  const classNames = CLASS_NAMES;
  const { countConfidence: confidence, rule } = options;
  // What a trap would report: one class per box, in place of the curves' several.
  const confusion = computeConfusion(truth, counted, { classCount: classNames.length, confidence });
  const inference = summariseLatency(inferenceMs);
  return {
    report: { ...evaluateDetections(truth, predictions, { classNames, rule }), confusion },
    counts: measureCountError(truth, counted, { classNames, confidence }),
    inference,
    whole: summariseLatency(inferenceMs.map((one, i) => letterboxMs[i] + one + decodeMs[i])),
    latency: { letterbox: summariseLatency(letterboxMs), inference, decode: summariseLatency(decodeMs) },
    ...(options.keepLists ? { lists: { truth, predictions, reported } } : {}),
  };
}
