import { drawBarChart } from '../report/bar-chart.ts';
import { drawLineChart } from '../report/line-chart.ts';
import type { ReportChart } from '../report/report-document.ts';
import { SEXES } from '../detection/compare-models.ts';
import type { EpochMetrics } from '../training/metrics-log.ts';
import { RUN_TITLES } from './stages.ts';
import type { RunName } from './stages.ts';
import { classValue, spreadOf } from './study-figures.ts';
import type { Measure, RunFigures } from './study-figures.ts';

export interface RunCurves {
  readonly run: RunName;
  readonly seed: number;
  readonly metrics: readonly EpochMetrics[];
}

const NAMES: Record<Measure, string> = { ap50: 'mAP50', ap50To95: 'mAP50-95' };

/** Loss of one run by its parts, epoch by epoch. */
export function drawLosses({ run, seed, metrics }: RunCurves): ReportChart {
  const over = (value: (line: EpochMetrics) => number) =>
    metrics.map((line) => [line.epoch, value(line)] as const);
  const taught = (line: EpochMetrics) => {
    const parts = line.loss.distillation;
    return parts === undefined ? Number.NaN : parts.classes + parts.boxes + parts.features;
  };
  const hasTeacher = metrics.some((line) => line.loss.distillation !== undefined);
  return {
    kind: 'chart',
    name: `loss-${run}`,
    caption: `Training loss of "${RUN_TITLES[run]}", seed ${seed}: means over the batches of an epoch, gains included.`,
    svg: drawLineChart({
      title: `Loss: ${RUN_TITLES[run]}`,
      xLabel: 'epoch',
      yLabel: 'loss (no unit)',
      series: [
        { label: 'box', points: over((line) => line.loss.box), dots: metrics.length < 3 },
        { label: 'class', points: over((line) => line.loss.cls), dots: metrics.length < 3 },
        { label: 'distribution', points: over((line) => line.loss.dfl), dots: metrics.length < 3 },
        ...(hasTeacher ? [{ label: 'from teacher', points: over(taught), dots: metrics.length < 3 }] : []),
      ],
    }),
  };
}

/** Validation figure of all runs of a seed, epoch by epoch. */
export function drawValidation(curves: readonly RunCurves[]): ReportChart {
  return {
    kind: 'chart',
    name: 'validation',
    caption: `mAP50-95 on the validation split after each epoch, all classes, seed ${curves[0]?.seed ?? '-'}.`,
    svg: drawLineChart({
      title: 'Validation by epoch',
      xLabel: 'epoch of the run',
      yLabel: 'mAP50-95',
      series: curves.map(({ run, metrics }) => ({
        label: RUN_TITLES[run],
        points: metrics.map((line) => [line.epoch, line.validation.map50To95] as const),
        dots: metrics.length < 3,
      })),
    }),
  };
}

/** One figure of all runs for females and males, with the spread over seeds. */
export function drawResults(runs: readonly RunFigures[], measure: Measure): ReportChart {
  const spreads = runs.map(({ results }) =>
    SEXES.map((name) => {
      const values = results.flatMap(({ test }) => classValue(test, name, measure) ?? []);
      return values.length === 0 ? undefined : spreadOf(values);
    }),
  );
  return {
    kind: 'chart',
    name: NAMES[measure].toLowerCase(),
    caption: `${NAMES[measure]} on the test split; whiskers are one standard deviation over the seeds.`,
    svg: drawBarChart({
      title: `${NAMES[measure]}, test split`,
      xLabel: 'sex',
      yLabel: NAMES[measure],
      categories: SEXES,
      series: runs.map(({ run }, i) => ({
        label: RUN_TITLES[run],
        values: spreads[i]!.map((spread) => spread?.mean ?? null),
        spreads: spreads[i]!.map((spread) => spread?.deviation ?? null),
      })),
    }),
  };
}
