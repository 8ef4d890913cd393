import { suppressNonMaximum } from '@natiu/box-ops';
import { InputError } from '@natiu/errors';
import { computeClassCurves } from './average-precision.ts';
import type { ApRule, ClassCurves } from './average-precision.ts';
import { assertBoxes } from './boxes.ts';
import type { ScoredBox, ScoredByPicture, TruthByPicture } from './boxes.ts';
import { computeConfusion } from './confusion.ts';
import type { ConfusionOptions } from './confusion.ts';
import { matchDetections } from './matching.ts';
import { meanOf } from './numeric.ts';

export interface EvaluationOptions {
  /** Names in the order of the class indices. */
  readonly classNames: readonly string[];
  /** Default `reference`. */
  readonly rule?: ApRule;
  readonly confusion?: Omit<ConfusionOptions, 'classCount'>;
  /** Overlap above which boxes of different classes are one insect when classes are ignored; default 0.7. */
  readonly classesIgnoredIou?: number;
}

export interface ClassEvaluation {
  readonly ap50: number;
  readonly ap50To95: number;
  readonly precision: number;
  readonly recall: number;
  readonly f1: number;
  /** Labelled boxes. */
  readonly groundTruth: number;
}

/** All figures are 0..1. */
export interface EvaluationReport {
  readonly rule: ApRule;
  readonly pictures: number;
  readonly map50: number;
  readonly map50To95: number;
  /** Means over the classes at `confidence`. */
  readonly precision: number;
  readonly recall: number;
  readonly f1: number;
  /** Where the smoothed mean F1 is best. */
  readonly confidence: number;
  /** Classes with ground truth only: the means are over these. */
  readonly perClass: Readonly<Record<string, ClassEvaluation>>;
  readonly classesWithoutGroundTruth: readonly string[];
  /** [classes + 1][classes + 1]: rows predicted, columns true, the last one is background */
  readonly confusion: readonly (readonly number[])[];
  /** Was an insect found, whatever its class? */
  readonly classesIgnored: { readonly map50: number; readonly map50To95: number };
}

function describeClasses(
  curves: ClassCurves,
  classNames: readonly string[],
): Record<string, ClassEvaluation> {
  const entries = curves.classIndices.map((classIndex, i): [string, ClassEvaluation] => [
    classNames[classIndex],
    {
      ap50: curves.ap[i][0],
      ap50To95: meanOf(curves.ap[i]),
      precision: curves.precision[i],
      recall: curves.recall[i],
      f1: curves.f1[i],
      groundTruth: curves.truthCounts[i],
    },
  ]);
  return Object.fromEntries(entries);
}

/** Boxes that differ in nothing but their class become one. */
function mergeClasses(boxes: readonly ScoredBox[], iou: number): ScoredBox[] {
  const kept = suppressNonMaximum(
    {
      boxesXyxy: new Float32Array(boxes.flatMap((box) => [...box.boxXyxy])),
      scores: Float32Array.from(boxes, (box) => box.score),
    },
    { iou, maxDetections: boxes.length },
  );
  return Array.from(kept, (index) => ({ ...boxes[index], classIndex: 0 }));
}

function evaluateWithoutClasses(
  truth: TruthByPicture,
  predictions: ScoredByPicture,
  options: EvaluationOptions,
) {
  const iou = options.classesIgnoredIou ?? 0.7;
  const matched = matchDetections(
    truth.map((boxes) => boxes.map((box) => ({ ...box, classIndex: 0 }))),
    predictions.map((boxes) => mergeClasses(boxes, iou)),
  );
  const { ap } = computeClassCurves(matched, options.rule ?? 'reference');
  return { map50: ap[0][0], map50To95: meanOf(ap[0]) };
}

/**
 * Scores a model on labelled pictures.
 * @param truth per picture, the labelled boxes
 * @param predictions per picture, the model's boxes at a low confidence (0.001), several classes per box allowed
 * @throws InputError when the lists do not fit, a class is unknown or no picture has a labelled box
 */
export function evaluateDetections(
  truth: TruthByPicture,
  predictions: ScoredByPicture,
  options: EvaluationOptions,
): EvaluationReport {
  const { classNames, rule = 'reference' } = options;
  assertBoxes(truth, predictions, classNames.length);
  if (truth.every((boxes) => boxes.length === 0)) {
    throw new InputError('No picture has a labelled box: there is nothing to measure a model against.');
  }
  const curves = computeClassCurves(matchDetections(truth, predictions), rule);
  const perClass = describeClasses(curves, classNames);
  return {
    rule,
    pictures: truth.length,
    map50: meanOf(curves.ap.map((row) => row[0])),
    map50To95: meanOf(curves.ap.map((row) => meanOf(row))),
    precision: meanOf(curves.precision),
    recall: meanOf(curves.recall),
    f1: meanOf(curves.f1),
    confidence: curves.confidence,
    perClass,
    classesWithoutGroundTruth: classNames.filter((name) => !(name in perClass)),
    confusion: computeConfusion(truth, predictions, { ...options.confusion, classCount: classNames.length }),
    classesIgnored: evaluateWithoutClasses(truth, predictions, options),
  };
}
