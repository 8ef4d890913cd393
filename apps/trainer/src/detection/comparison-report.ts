import { basename } from 'node:path';
import type { PairedDifference } from '@natiu/evaluation';
import { renderTable } from '@natiu/terminal';
import { drawBarChart } from '../report/bar-chart.ts';
import { drawLineChart } from '../report/line-chart.ts';
import type { ReportDocument, ReportSection } from '../report/report-document.ts';
import type { ModelAnalysis } from './analyse-model.ts';
import type { EvaluatedOn } from './analysis-report.ts';
import type { ModelComparison, Verdict } from './compare-models.ts';

const VERDICTS: Record<Verdict, string> = {
  better:
    'The candidate is better: the 95 % interval of the difference in mAP50-95 of the sexes lies above 0.',
  worse: 'The candidate is worse: the 95 % interval of the difference in mAP50-95 of the sexes lies below 0.',
  undecided: 'These pictures cannot tell which is better: the 95 % interval of the difference holds 0.',
};

const share = (value: number) => value.toFixed(3);
const signed = (value: number) => `${value < 0 ? '' : '+'}${value.toFixed(3)}`;

const HEADERS = ['Figure', 'Champion', 'Candidate', 'Difference', '95 % interval', 'Above 0'];

function toRow(name: string, one: PairedDifference): string[] {
  return [
    name,
    share(one.champion),
    share(one.candidate),
    signed(one.difference),
    `${signed(one.low)} to ${signed(one.high)}`,
    `${(100 * one.shareAbove).toFixed(1)} %`,
  ];
}

function listDifferences({ bootstrap, champion }: ModelComparison): string[][] {
  const classes = Object.entries(bootstrap.perClass).flatMap(([name, { ap50, ap50To95 }]) => [
    toRow(`${name} AP50`, ap50),
    toRow(`${name} AP50-95`, ap50To95),
  ]);
  return [
    ...classes,
    toRow('mAP50, Female and Male', bootstrap.sexes.map50),
    toRow('mAP50-95, Female and Male', bootstrap.sexes.map50To95),
    toRow('mAP50, all classes', bootstrap.all.map50),
    toRow('mAP50-95, all classes', bootstrap.all.map50To95),
    toRow(
      `Count error per picture from confidence ${champion.counts.confidence} on (less is better)`,
      bootstrap.countError,
    ),
  ];
}

function describeMethod({ bootstrap, speed }: ModelComparison): string {
  const [champion, candidate] = speed.medianMs;
  return (
    `${bootstrap.rounds} resamplings of ${bootstrap.units} units, the same ones for both models. Inference, median: ` +
    `champion ${champion!.toFixed(2)} ms, candidate ${candidate!.toFixed(2)} ms (${speed.threads} threads, taking turns; ` +
    `load ${speed.loadBefore.toFixed(1)} to ${speed.loadAfter.toFixed(1)}).`
  );
}

/** For a person at the terminal. */
export function describeComparison(comparison: ModelComparison): string {
  return [
    renderTable(HEADERS, listDifferences(comparison)),
    '',
    describeMethod(comparison),
    VERDICTS[comparison.verdict],
  ].join('\n');
}

function drawCurves(name: string, { champion, candidate }: ModelComparison): ReportSection['blocks'][number] {
  const points = (analysis: ModelAnalysis) =>
    (analysis.precisionRecall[name] ?? []).map(({ recall, precision }) => [recall, precision] as const);
  return {
    kind: 'chart',
    name: `precision-recall-${name.toLowerCase().replaceAll(' ', '-')}`,
    caption: `${name}: precision over recall of both models at IoU 0.50.`,
    svg: drawLineChart({
      title: `${name}, IoU 0.50`,
      xLabel: 'recall',
      yLabel: 'precision',
      xRange: [0, 1],
      yRange: [0, 1],
      series: [
        { label: 'champion', points: points(champion) },
        { label: 'candidate', points: points(candidate) },
      ],
    }),
  };
}

function drawBars({ bootstrap }: ModelComparison): ReportSection['blocks'][number] {
  const entries = Object.entries(bootstrap.perClass);
  return {
    kind: 'chart',
    name: 'map50-95',
    caption: 'Average precision at IoU 0.50 to 0.95 by class.',
    svg: drawBarChart({
      title: 'AP50-95 by class',
      xLabel: 'class',
      yLabel: 'AP50-95',
      categories: entries.map(([name]) => name),
      series: [
        { label: 'champion', values: entries.map(([, one]) => one.ap50To95.champion) },
        { label: 'candidate', values: entries.map(([, one]) => one.ap50To95.candidate) },
      ],
    }),
  };
}

export function createComparisonReport(
  comparison: ModelComparison,
  on: Omit<EvaluatedOn, 'model'> & { readonly champion: string; readonly candidate: string },
): ReportDocument {
  const { champion, candidate } = comparison;
  const groupRows = champion.groups.map((one) => {
    const other = candidate.groups.find((each) => each.group === one.group)!;
    const figures = [one.map50To95, other.map50To95].map((value) => (value === null ? '-' : share(value)));
    const errors = [one, other].map((each) => each.counts.meanAbsoluteError.toFixed(2));
    return [one.group, one.pictures, one.boxes, ...figures, ...errors];
  });
  const sites: ReportSection = {
    heading: `By ${champion.groupedBy}`,
    blocks: [
      {
        kind: 'table',
        headers: [
          'Group',
          'Pictures',
          'Boxes',
          'Champion mAP50-95',
          'Candidate mAP50-95',
          'Champion count error',
          'Candidate count error',
        ],
        rows: groupRows.slice(0, 60),
      },
    ],
  };
  return {
    title: `${basename(on.candidate)} against ${basename(on.champion)}`,
    summary: `${VERDICTS[comparison.verdict]} ${champion.report.pictures} pictures of the ${on.split} split of ${basename(on.data)} (data version ${on.dataVersion.slice(0, 12)}).`,
    sections: [
      {
        heading: 'Difference',
        blocks: [
          { kind: 'table', headers: HEADERS, rows: listDifferences(comparison) },
          { kind: 'text', text: describeMethod(comparison) },
          drawBars(comparison),
        ],
      },
      {
        heading: 'Curves',
        blocks: Object.keys(champion.precisionRecall).map((name) => drawCurves(name, comparison)),
      },
      ...(groupRows.length > 0 ? [sites] : []),
    ],
  };
}
