import { CLASS_COLOURS, OTHER_COLOUR } from '@natiu/images';
import type { ThresholdPoint } from '@natiu/evaluation';
import { ceilNicely } from '../report/chart-frame.ts';
import { drawLineChart } from '../report/line-chart.ts';
import type { ReportBlock } from '../report/report-document.ts';
import type { ModelAnalysis } from './analyse-model.ts';

const share = (value: number | null) => (value === null ? '-' : value.toFixed(3));
const colourOf = (name: string) => CLASS_COLOURS[name] ?? OTHER_COLOUR;
/** The unsexed classes share a grey on pictures; on curves they must be told apart. */
const DASHES: readonly string[] = ['Incomplete', 'Undefined'];

export function drawPrecisionRecall({ precisionRecall, report }: ModelAnalysis): ReportBlock {
  return {
    kind: 'chart',
    name: 'precision-recall',
    caption:
      'Precision over recall at IoU 0.50: how many of the reported insects are right when so many of all are found.',
    svg: drawLineChart({
      title: 'Precision and recall (IoU 0.50)',
      xLabel: 'recall (share of the labelled insects)',
      yLabel: 'precision (share of the reported ones)',
      xRange: [0, 1],
      yRange: [0, 1],
      series: Object.entries(precisionRecall).map(([name, points]) => ({
        label: `${name} ${share(report.perClass[name]!.ap50)}`,
        colour: colourOf(name),
        dashed: DASHES.includes(name),
        points: points.map(({ recall, precision }) => [recall, precision] as const),
      })),
    }),
  };
}

export function drawCalibration({ calibration }: ModelAnalysis): ReportBlock {
  const { expectedCalibrationError: error, floor, detections, bins } = calibration;
  const filled = bins.filter((bin) => bin.detections > 0);
  return {
    kind: 'chart',
    name: 'calibration',
    caption:
      `Expected calibration error ${share(error)} over ${detections} detections of at least ${floor}. Below the dashed ` +
      'line the model is surer than it should be.',
    svg: drawLineChart({
      title: 'Calibration',
      xLabel: 'mean confidence of the bin',
      yLabel: 'share that is right',
      xRange: [0, 1],
      yRange: [0, 1],
      series: [
        {
          label: 'as it should be',
          colour: '#888888',
          dashed: true,
          points: [
            [0, 0],
            [1, 1],
          ],
        },
        {
          label: 'measured',
          dots: true,
          points: filled.map((bin) => [bin.meanConfidence!, bin.precision!] as const),
        },
      ],
    }),
  };
}

export function drawSweep({ total, perClass }: ModelAnalysis['sweep']): ReportBlock[] {
  const over = (points: readonly ThresholdPoint[], value: (point: ThresholdPoint) => number) =>
    points.map((point) => [point.confidence, value(point)] as const);
  const shares = drawLineChart({
    title: 'All classes by threshold (IoU 0.50)',
    xLabel: 'confidence threshold',
    yLabel: 'share',
    xRange: [0, 1],
    yRange: [0, 1],
    series: [
      { label: 'precision', points: over(total.points, (point) => point.precision) },
      { label: 'recall', points: over(total.points, (point) => point.recall) },
      { label: 'F1', points: over(total.points, (point) => point.f1) },
    ],
  });
  // At the lowest thresholds everything is counted: their errors would flatten what a reader wants to see.
  const errors = Object.values(perClass).flatMap(({ points }) =>
    points.filter((point) => point.confidence >= 0.1).map((point) => point.countMeanAbsoluteError),
  );
  const most = ceilNicely(Math.max(0, ...errors));
  const counts = drawLineChart({
    title: 'Count error by threshold',
    xLabel: 'confidence threshold',
    yLabel: 'insects per picture',
    xRange: [0, 1],
    yRange: [0, most],
    series: Object.entries(perClass).map(([name, { points }]) => ({
      label: name,
      colour: colourOf(name),
      dashed: DASHES.includes(name),
      points: over(
        points.filter((point) => point.countMeanAbsoluteError <= most),
        (point) => point.countMeanAbsoluteError,
      ),
    })),
  });
  const caption =
    'A threshold for use is chosen on the validation split, never on the pictures of a final figure.';
  return [
    { kind: 'chart', name: 'threshold-sweep', svg: shares, caption },
    {
      kind: 'chart',
      name: 'count-error',
      svg: counts,
      caption: 'Mean absolute error of the counts per picture.',
    },
  ];
}
