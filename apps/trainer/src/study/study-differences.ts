import { STUDY_PROTOCOL } from './study-settings.ts';
import type { StudySettings } from './study-settings.ts';
import type { DataResult } from './stage-results.ts';

function listSettings(settings: StudySettings): string[] {
  const { epochs, batch, imageSize, learningRate, teacherModel, studentModel } = STUDY_PROTOCOL;
  const rows: [string, string | number, string | number][] = [
    ['Epochs', epochs, settings.epochs],
    ['Epochs of the teacher', epochs, settings.teacherEpochs],
    ['Pictures per batch', batch, settings.batch],
    ['Side of the pictures, px', imageSize, settings.imageSize],
    ['First learning rate', learningRate, settings.learningRate],
    ['Size of the teacher', teacherModel, settings.teacherModel],
    ['Size of the student', studentModel, settings.studentModel],
  ];
  return rows
    .filter(([, theirs, ours]) => theirs !== ours)
    .map(
      ([name, theirs, ours]) => `${name}: ${ours} here, ${theirs} in the study; chosen on the command line.`,
    );
}

function describePictures(data: DataResult | undefined): string {
  const theirs = STUDY_PROTOCOL.pictures;
  const sizes = data
    ? `${data.pictures.train} / ${data.pictures.valid} / ${data.pictures.test} here`
    : 'counted when the study starts';
  return (
    `Pictures: the study's mosquitoes are not public, these are others (training, validation, test: ${sizes}; ` +
    `${theirs.train} / ${theirs.valid} / ${theirs.test} there). Figures of different pictures cannot be compared.`
  );
}

function describePseudoLabels({ pseudoLabels }: StudySettings): string[] {
  const { thresholds, labels, weighting, pictures } = pseudoLabels;
  const items: string[] = [];
  if (thresholds.kind === 'precision')
    items.push(
      `Pseudo-labels: a threshold per class where precision on the validation split reaches ${thresholds.target}; ` +
        `${STUDY_PROTOCOL.pseudoLabelConfidence} for all classes in the study.`,
    );
  else if (thresholds.value !== STUDY_PROTOCOL.pseudoLabelConfidence)
    items.push(
      `Pseudo-labels: from confidence ${thresholds.value} on; ${STUDY_PROTOCOL.pseudoLabelConfidence} in the study.`,
    );
  if (labels === 'confirmed')
    items.push(
      "Pseudo-labels: boxes that a person drew stay as they are and the teacher's are added; the study trained on what was predicted.",
    );
  if (pictures === 'all')
    items.push('Retraining: on all training pictures; the study took those with a sure prediction.');
  if (weighting === 'soft')
    items.push("Pseudo-labels count by the teacher's confidence in the loss; the study does not say so.");
  return items;
}

/** What differs from the study, and why; written from the settings, so that it is true of every report. */
export function listDifferences(settings: StudySettings, data: DataResult | undefined): string[] {
  return [
    describePictures(data),
    ...listSettings(settings),
    ...describePseudoLabels(settings),
    settings.augmentation === 'online'
      ? 'Augmentation: new variants in every epoch, with mosaics; the study made three fixed variants of each picture.'
      : "Augmentation: three fixed variants per training picture within the study's ranges; its exact variants are not public.",
    settings.init === 'base'
      ? 'Start: weights trained once on rendered insects; the study does not say what it started from.'
      : 'Start: random weights; the study does not say what it started from, its toolkit usually starts from weights trained on everyday photographs.',
    'Distillation: the study does not publish its losses; those used here stand in the table of settings.',
    `Seeds: ${settings.seeds} with their spread; the study gives one run.`,
    'Engine: this code on ONNX Runtime, checked against reference numbers of the usual toolkit.',
    'AP: rule of release 8.2.103 of the usual toolkit ("reference"). Best checkpoint and thresholds are chosen on the validation split; figures are of the test split.',
    'Inference time: of this machine and its other work at that moment; the study measured on a graphics card (RTX 3090).',
  ];
}
