export { SPLIT_NAMES, checkYoloDataset, openYoloDataset } from './yolo-dataset.ts';
export type { SplitName, YoloDataset, YoloSplit } from './yolo-dataset.ts';
export type { YoloPicture } from './split-files.ts';
export { describeProblem } from './yolo-label.ts';
export type { DatasetProblem, YoloLabel } from './yolo-label.ts';
export { formatLabels, writeYoloDataset } from './write-yolo-dataset.ts';
export type { WriteOptions, WrittenPicture } from './write-yolo-dataset.ts';
export { DEFAULT_AUGMENTATION, NO_AUGMENTATION } from './augment/plan.ts';
export type { AugmentationPlan } from './augment/plan.ts';
export { createBatchLoader } from './loader/batch-loader.ts';
export type { Batch, BatchLoader, BatchLoaderOptions, EpochOptions } from './loader/batch-loader.ts';
export { createEvaluationLoader, evaluationBoxToOriginal } from './evaluation-loader.ts';
export type {
  EvaluationBatch,
  EvaluationLoader,
  EvaluationMap,
  EvaluationOptions,
  PixelLabel,
} from './evaluation-loader.ts';
export { buildLabelBatch, computeLetterboxOutputs, letterboxFile } from './parity.ts';
export type { LabelBatch, LabelBatchMode, LetterboxOutputs } from './parity.ts';
