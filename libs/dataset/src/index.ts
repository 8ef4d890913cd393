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
export { importPictures } from './import/import-pictures.ts';
export type { ImportOptions } from './import/import-pictures.ts';
export { DATASET_FORMS } from './import/foreign.ts';
export type { DatasetForm, Refusal } from './import/foreign.ts';
export { PROVENANCE_FILE, QUARANTINE_FOLDER } from './import/file-tree.ts';
export { Provenance } from './import/provenance.ts';
export { LEAVE_OUT } from './import/class-plan.ts';
export { checkSource } from './check/write-check-report.ts';
export type { CheckOptions } from './check/write-check-report.ts';
export type { CheckReport } from './check/check-report.ts';
export { STUDY_RATIOS, createDatasetVersion } from './version/create-version.ts';
export type { SplitChoice, VersionOptions } from './version/create-version.ts';
export { countBySplit, planSplit } from './version/plan-split.ts';
export type { SplitItem, SplitRatios } from './version/plan-split.ts';
export {
  OfflinePlan,
  VERSION_FILE,
  VersionManifest,
  hashVersion,
  readVersionManifest,
} from './version/version-manifest.ts';
export type { VersionContent } from './version/version-manifest.ts';
export { verifyDatasetVersion } from './version/verify-version.ts';
export type { VersionState } from './version/verify-version.ts';
export { STUDY_RANGES, STUDY_VARIANTS, makeStudyPlan } from './study/study-plan.ts';
export { varyPicture } from './study/vary-picture.ts';
export { renderPlanSheet } from './sheet/plan-sheet.ts';
export type { PlanSheetOptions } from './sheet/plan-sheet.ts';
