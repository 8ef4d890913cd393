import { measureCalibration } from './calibration.ts';
import type { CalibrationReport } from './calibration.ts';
import type { ScoredByPicture, TruthByPicture } from './boxes.ts';
import { matchDetections } from './matching.ts';
import { computePrecisionRecall } from './precision-recall.ts';
import type { PrecisionRecallPoint } from './precision-recall.ts';
import { sweepThresholds } from './threshold-sweep.ts';
import type { ThresholdSweep } from './threshold-sweep.ts';

/** What a model's confidences are worth, beyond one AP figure. */
export interface DetectionAnalysis {
  /** By class name, for classes with labelled boxes. */
  readonly precisionRecall: Readonly<Record<string, readonly PrecisionRecallPoint[]>>;
  readonly calibration: CalibrationReport & {
    readonly perClass: Readonly<Record<string, CalibrationReport>>;
  };
  readonly sweep: {
    readonly total: ThresholdSweep;
    readonly perClass: Readonly<Record<string, ThresholdSweep>>;
  };
}

/** The same pictures seen in the two ways that figures need. */
export interface DetectionLists {
  readonly truth: TruthByPicture;
  /** At a low confidence, several classes per box allowed: the curves behind AP. */
  readonly predictions: ScoredByPicture;
  /** At a low confidence, one class per box, as a trap reports them: calibration and thresholds. */
  readonly reported: ScoredByPicture;
}

/** Curves, calibration and threshold sweep of one model on one set of pictures. */
export function analyseDetections(lists: DetectionLists, classNames: readonly string[]): DetectionAnalysis {
  const curves = matchDetections(lists.truth, lists.predictions);
  const reported = matchDetections(lists.truth, lists.reported);
  const present = [...new Set(curves.truthClasses)].sort((a, b) => a - b);
  const byName = <T>(compute: (classIndex: number) => T): Record<string, T> =>
    Object.fromEntries(present.map((classIndex) => [classNames[classIndex], compute(classIndex)]));
  return {
    precisionRecall: byName((classIndex) => computePrecisionRecall(curves, classIndex)),
    calibration: {
      ...measureCalibration(reported),
      perClass: byName((classIndex) => measureCalibration(reported, { classIndex })),
    },
    sweep: {
      total: sweepThresholds(reported),
      perClass: byName((classIndex) => sweepThresholds(reported, classIndex)),
    },
  };
}
