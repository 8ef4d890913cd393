import { z } from 'zod';

const PlainRecord = <T extends z.ZodType>(value: T) => z.record(z.string(), value);

export const DataResult = z.object({
  /** Per split, before variants. */
  pictures: PlainRecord(z.int()),
  /** Per split and class. */
  boxes: PlainRecord(PlainRecord(z.int())),
  /** Pictures that are trained on, variants included. */
  trainingFiles: z.int(),
});
export type DataResult = z.infer<typeof DataResult>;

const AveragePrecision = z.object({ ap50: z.number(), ap50To95: z.number(), groundTruth: z.int() });

export const SplitFigures = z.object({
  pictures: z.int(),
  map50: z.number(),
  map50To95: z.number(),
  perClass: PlainRecord(AveragePrecision),
  classesIgnored: z.object({ map50: z.number(), map50To95: z.number() }),
  /** Confidence from which insects are counted: on both splits the one that is best on the validation split. */
  countConfidence: z.number(),
  countMeanAbsoluteError: z.number(),
  countBias: z.number(),
  expectedCalibrationError: z.number().nullable(),
});
export type SplitFigures = z.infer<typeof SplitFigures>;

export const TrainResult = z.object({
  /** Below the study's folder. */
  model: z.string(),
  modelSize: z.string(),
  epochs: z.int(),
  /** The checkpoint that was exported: best on the validation split. */
  bestEpoch: z.int(),
  validation: SplitFigures,
  test: SplitFigures,
});
export type TrainResult = z.infer<typeof TrainResult>;

export const PseudoLabelResult = z.object({
  thresholds: z.array(z.number().nullable()),
  /** Training pictures that the teacher looked at, and those on which it was sure of an insect. */
  offered: z.int(),
  chosen: z.int(),
  /** Boxes per class. */
  balance: z.array(
    z.object({
      class: z.string(),
      training: z.int(),
      validation: z.int(),
      /** Boxes that the teacher was sure of, and all that were written for the retraining. */
      confident: z.int(),
      chosen: z.int(),
    }),
  ),
});
export type PseudoLabelResult = z.infer<typeof PseudoLabelResult>;

export const SpeedResult = z.object({
  threads: z.int(),
  rounds: z.int(),
  perRound: z.int(),
  loadBefore: z.number(),
  loadAfter: z.number(),
  models: z.array(z.object({ run: z.string(), medianMs: z.number(), processorMs: z.number() })),
});
export type SpeedResult = z.infer<typeof SpeedResult>;

const Difference = z.object({
  champion: z.number(),
  candidate: z.number(),
  difference: z.number(),
  low: z.number(),
  high: z.number(),
  shareAbove: z.number(),
  rounds: z.int(),
});

export const CompareResult = z.object({
  rounds: z.int(),
  units: z.int(),
  pairs: z.array(
    z.object({
      from: z.string(),
      to: z.string(),
      map50: Difference,
      map50To95: Difference,
      countError: Difference,
    }),
  ),
  /** Picture with sample detections, below the study's folder. */
  samples: z.string(),
});
export type CompareResult = z.infer<typeof CompareResult>;
