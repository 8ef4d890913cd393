import { CLASS_NAMES } from '@natiu/domain';
import type { Journal } from './journal.ts';
import { StudySettings } from './study-settings.ts';
import type { SplitFigures, TrainResult } from './stage-results.ts';

/** For tests: settings of a study of two seeds, with the study's own values. */
export const TEST_SETTINGS: StudySettings = StudySettings.parse({
  data: 'flies',
  seeds: 2,
  epochs: 100,
  teacherEpochs: 100,
  retrainEpochs: 100,
  batch: 16,
  imageSize: 224,
  learningRate: 0.01,
  retrainLearningRate: 0.01,
  warmupEpochs: 3,
  cosine: false,
  teacherModel: 's',
  studentModel: 'n',
  init: 'random',
  augmentation: 'study',
  control: false,
  losses: {},
  pseudoLabels: {
    thresholds: { kind: 'one', value: 0.4 },
    weighting: 'hard',
    labels: 'proposed',
    pictures: 'sure',
  },
});

export function makeFigures(female: number, male: number): SplitFigures {
  return {
    pictures: 240,
    map50: (female + male) / 2,
    map50To95: (female + male) / 4,
    perClass: {
      Female: { ap50: female, ap50To95: female / 2, groundTruth: 10 },
      Male: { ap50: male, ap50To95: male / 2, groundTruth: 10 },
    },
    classesIgnored: { map50: 0.9, map50To95: 0.5 },
    countConfidence: 0.3,
    countMeanAbsoluteError: 0.25,
    countBias: 0.05,
    expectedCalibrationError: 0.04,
  };
}

export function makeTrainResult(run: string, seed: number, female: number, male: number): TrainResult {
  const figures = makeFigures(female, male);
  return {
    model: `models/${run}-seed-${seed}.onnx`,
    modelSize: 'n',
    epochs: 100,
    bestEpoch: 90,
    validation: figures,
    test: figures,
  };
}

const boxes = Object.fromEntries(CLASS_NAMES.map((name, i) => [name, 10 * i]));

/** For tests: a journal whose listed stages have finished. */
export function makeJournal(stages: Readonly<Record<string, object>>, settings = TEST_SETTINGS): Journal {
  return {
    format: 'natiu-study-1',
    settings,
    dataVersion: 'abc',
    startedAtUtc: '2026-01-01T00:00:00.000Z',
    stages: Object.entries(stages).map(([key, result]) => ({
      key,
      finishedAtUtc: '2026-01-01T01:00:00.000Z',
      seconds: 1,
      result,
    })),
  };
}

export const TEST_DATA = {
  pictures: { train: 719, valid: 240, test: 240 },
  boxes: { train: boxes, valid: boxes, test: boxes },
  trainingFiles: 2157,
};

export const TEST_LABELS = {
  thresholds: [0.4, 0.4, 0.4, 0.4, 0.4],
  offered: 2157,
  chosen: 1861,
  balance: CLASS_NAMES.map((name, i) => ({
    class: name,
    training: 30 * i,
    validation: 10 * i,
    confident: 25 * i,
    chosen: 31 * i,
  })),
};
