import { CLASS_NAMES } from '@natiu/domain';
import { SEXES } from '../detection/compare-models.ts';
import type { ReportBlock } from '../report/report-document.ts';
import { RUN_TITLES } from './stages.ts';
import type { RunName } from './stages.ts';
import { classValue, seedDifferences, sexesValue, spreadOf } from './study-figures.ts';
import type { Measure, RunFigures, Spread } from './study-figures.ts';
import { STUDY_PROTOCOL } from './study-settings.ts';
import type { StudySettings } from './study-settings.ts';
import type { CompareResult, DataResult, PseudoLabelResult, SpeedResult } from './stage-results.ts';

type Table = ReportBlock & { kind: 'table' };

const percent = (value: number) => (100 * value).toFixed(1);
const signed = (value: number) => `${value < 0 ? '' : '+'}${percent(value)}`;

export function showSpread(spread: Spread | undefined): string {
  if (spread === undefined) return '-';
  const mean = percent(spread.mean);
  return spread.deviation === null ? mean : `${mean} ± ${percent(spread.deviation)}`;
}

/** The study's table: mAP of females and males, and time per picture. */
export function tabulateResults(runs: readonly RunFigures[], speed: SpeedResult | undefined): Table {
  const cell = ({ results }: RunFigures, name: string, measure: Measure) => {
    const values = results.flatMap(({ test }) => classValue(test, name, measure) ?? []);
    return showSpread(values.length === 0 ? undefined : spreadOf(values));
  };
  const mean = ({ results }: RunFigures, measure: Measure) =>
    showSpread(spreadOf(results.map(({ test }) => sexesValue(test, measure))));
  return {
    kind: 'table',
    headers: [
      'Run',
      'Seeds',
      ...SEXES.flatMap((name) => [`${name} mAP50 %`, `${name} mAP50-95 %`]),
      'Mean mAP50 %',
      'Mean mAP50-95 %',
      'Inference ms',
      'Count error per picture',
    ],
    rows: runs.map((figures) => [
      RUN_TITLES[figures.run],
      figures.seeds.length,
      ...SEXES.flatMap((name) => [cell(figures, name, 'ap50'), cell(figures, name, 'ap50To95')]),
      mean(figures, 'ap50'),
      mean(figures, 'ap50To95'),
      speed?.models.find(({ run }) => run === figures.run)?.medianMs.toFixed(2) ?? '-',
      spreadOf(figures.results.map(({ test }) => test.countMeanAbsoluteError)).mean.toFixed(2),
    ]),
  };
}

/** Mean over Female and Male of each seed by itself. */
export function tabulateSeeds(runs: readonly RunFigures[]): Table {
  const seeds = [...new Set(runs.flatMap((one) => one.seeds))].sort((a, b) => a - b);
  const cell = ({ seeds: own, results }: RunFigures, seed: number) => {
    const i = own.indexOf(seed);
    return i < 0 ? '-' : percent(sexesValue(results[i]!.test, 'ap50To95'));
  };
  return {
    kind: 'table',
    headers: ['Mean mAP50-95 %', ...runs.map(({ run }) => RUN_TITLES[run])],
    rows: seeds.map((seed) => [`seed ${seed}`, ...runs.map((one) => cell(one, seed))]),
  };
}

/** What the study reported for its own pictures. */
export function tabulateProtocol(): Table {
  return {
    kind: 'table',
    headers: [
      'The study, on its own pictures',
      ...SEXES.flatMap((name) => [`${name} mAP50 %`, `${name} mAP50-95 %`]),
      'Inference ms',
    ],
    rows: STUDY_PROTOCOL.results.map(({ run, female, male, inferenceMs }) => [
      RUN_TITLES[run],
      ...[...female, ...male, inferenceMs].map((value) => value.toFixed(1)),
    ]),
  };
}

const STEPS: readonly (readonly [RunName, RunName])[] = [
  ['normal', 'distilled'],
  ['distilled', 'retrained'],
  ['normal', 'retrained'],
  ['control', 'retrained'],
];

/** What each step gains in percentage points, over the seeds that have both runs. */
export function tabulateGains(runs: readonly RunFigures[]): Table {
  const rows = STEPS.flatMap(([from, to]) => {
    const gains = (['ap50', 'ap50To95'] as const).map((measure) => seedDifferences(runs, from, to, measure));
    if (gains[1]!.length === 0) return [];
    const show = (values: readonly number[]) => {
      const { mean, deviation } = spreadOf(values);
      return deviation === null ? signed(mean) : `${signed(mean)} ± ${percent(deviation)}`;
    };
    const up = gains[1]!.filter((gain) => gain > 0).length;
    const name = `${RUN_TITLES[from]} to ${RUN_TITLES[to]}`;
    return [[name, ...gains.map(show), `${up} of ${gains[1]!.length}`]];
  });
  return {
    kind: 'table',
    headers: ['Step', 'Mean mAP50, points', 'Mean mAP50-95, points', 'Seeds with a gain in mAP50-95'],
    rows,
  };
}

/** Intervals of each seed by itself: what the test pictures alone can tell. */
export function tabulateIntervals(comparisons: readonly { seed: number; result: CompareResult }[]): Table {
  return {
    kind: 'table',
    headers: ['Seed', 'Step', 'mAP50-95 gain, points', '95 % interval', 'Count error, change'],
    rows: comparisons.flatMap(({ seed, result }) =>
      result.pairs.map(({ from, to, map50To95, countError }) => [
        seed,
        `${RUN_TITLES[from as RunName]} to ${RUN_TITLES[to as RunName]}`,
        signed(map50To95.difference),
        `${signed(map50To95.low)} to ${signed(map50To95.high)}`,
        `${countError.difference < 0 ? '' : '+'}${countError.difference.toFixed(3)}`,
      ]),
    ),
  };
}

/** Boxes per class: training, validation, test, and what the teacher was sure of. */
export function tabulateBalance(
  data: DataResult,
  labels: PseudoLabelResult | undefined,
  column: string,
): Table {
  return {
    kind: 'table',
    headers: [
      'Class',
      'Training boxes',
      'Validation boxes',
      'Test boxes',
      'Training, variants included',
      column,
      'Retrained on',
    ],
    rows: CLASS_NAMES.map((name) => {
      const row = labels?.balance.find((each) => each.class === name);
      return [
        name,
        data.boxes.train?.[name] ?? 0,
        data.boxes.valid?.[name] ?? 0,
        data.boxes.test?.[name] ?? 0,
        row?.training ?? '-',
        row?.confident ?? '-',
        row?.chosen ?? '-',
      ];
    }),
  };
}

/** Hyper-parameters of the four runs side by side. */
export function tabulateSettings(settings: StudySettings): Table {
  const { losses, pseudoLabels } = settings;
  const { classes, boxes, features } = losses;
  const same = (value: string | number) => [value, value, value, value];
  const chosen =
    pseudoLabels.thresholds.kind === 'one'
      ? `confidence above ${pseudoLabels.thresholds.value}`
      : `per class, precision of ${pseudoLabels.thresholds.target} on the validation split`;
  const { teacherModel: t, studentModel: s } = settings;
  return {
    kind: 'table',
    headers: ['Setting', 'Teacher', 'Normal', 'Distilled', 'Distilled, retrained'],
    rows: [
      ['Network', `YOLOv8${t}`, `YOLOv8${s}`, `YOLOv8${s}`, `YOLOv8${s}`],
      ['Start', settings.init, settings.init, settings.init, 'the distilled student'],
      ['Epochs', settings.teacherEpochs, settings.epochs, settings.epochs, settings.retrainEpochs],
      ['First learning rate', ...[0, 1, 2].map(() => settings.learningRate), settings.retrainLearningRate],
      ['Learning rate falls along a', ...same(settings.cosine ? 'cosine' : 'line')],
      ['Warm-up, epochs', ...[0, 1, 2].map(() => settings.warmupEpochs), 0],
      ['Pictures per batch', ...same(settings.batch)],
      ['Side of the pictures, px', ...same(settings.imageSize)],
      ['Augmentation', ...same(settings.augmentation)],
      [
        'Labels',
        'people',
        'people',
        'people',
        `${pseudoLabels.labels}, teacher: ${chosen}, ${pseudoLabels.weighting}`,
      ],
      [
        'Class distillation',
        '-',
        '-',
        `gain ${classes.gain}, T ${classes.temperature}, from ${classes.threshold}`,
        '-',
      ],
      [
        'Box distillation',
        '-',
        '-',
        `gain ${boxes.gain}, T ${boxes.temperature}, from ${boxes.threshold}`,
        '-',
      ],
      [
        'Feature distillation',
        '-',
        '-',
        features.kind === 'none' ? 'none' : `${features.kind}, gain ${features.gain}`,
        '-',
      ],
    ],
  };
}
