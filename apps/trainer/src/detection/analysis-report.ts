import { basename } from 'node:path';
import { CLASS_NAMES } from '@natiu/domain';
import type { GroupEvaluation, ThresholdSweep } from '@natiu/evaluation';
import { drawHeatMap } from '../report/heat-map.ts';
import type { ReportBlock, ReportDocument, ReportSection } from '../report/report-document.ts';
import type { ModelAnalysis } from './analyse-model.ts';
import { drawCalibration, drawPrecisionRecall, drawSweep } from './analysis-charts.ts';

const share = (value: number | null) => (value === null ? '-' : value.toFixed(3));
const milliseconds = (value: number) => `${value.toFixed(2)} ms`;

function describePrecision({ report }: ModelAnalysis): ReportSection {
  const rows = Object.entries(report.perClass).map(([name, one]) => [
    name,
    one.groundTruth,
    ...[one.ap50, one.ap50To95, one.precision, one.recall, one.f1].map(share),
  ]);
  const means = [report.map50, report.map50To95, report.precision, report.recall, report.f1].map(share);
  const { map50, map50To95 } = report.classesIgnored;
  const absent = report.classesWithoutGroundTruth;
  return {
    heading: 'Average precision',
    blocks: [
      {
        kind: 'table',
        headers: ['Class', 'Boxes', 'AP50', 'AP50-95', 'Precision', 'Recall', 'F1'],
        rows: [
          ...rows,
          ['mean', rows.reduce((sum, row) => sum + Number(row[1]), 0), ...means],
          ['classes ignored', '', share(map50), share(map50To95), '', '', ''],
        ],
      },
      {
        kind: 'text',
        text:
          `AP rule "${report.rule}"; precision, recall and F1 at confidence ${share(report.confidence)}, where mean F1 ` +
          `is best on these pictures.${absent.length > 0 ? ` Without labelled boxes here: ${absent.join(', ')}.` : ''}`,
      },
    ],
  };
}

function describeBest(sweep: ModelAnalysis['sweep']): ReportBlock {
  const entries: [string, ThresholdSweep][] = [...Object.entries(sweep.perClass), ['all', sweep.total]];
  return {
    kind: 'table',
    headers: [
      'Class',
      'Best F1 at',
      'Precision',
      'Recall',
      'F1',
      'Best counts at',
      'Count error',
      'Count bias',
    ],
    rows: entries.map(([name, { bestF1, bestCount }]) => [
      name,
      bestF1.confidence.toFixed(2),
      ...[bestF1.precision, bestF1.recall, bestF1.f1].map(share),
      bestCount.confidence.toFixed(2),
      bestCount.countMeanAbsoluteError.toFixed(2),
      bestCount.countBias.toFixed(2),
    ]),
  };
}

function describeCounts({ counts, countsPerHour }: ModelAnalysis): ReportSection {
  const rowsOf = (report: typeof counts, unit: string) =>
    [...Object.entries(report.perClass), ['all', report.total] as const].map(([name, one]) => [
      unit,
      name,
      one.truth,
      one.predicted,
      one.meanAbsoluteError.toFixed(2),
      one.bias.toFixed(2),
    ]);
  return {
    heading: 'Counts',
    blocks: [
      {
        kind: 'table',
        headers: ['Per', 'Class', 'True', 'Counted', 'Mean absolute error', 'Bias'],
        rows: [
          ...rowsOf(counts, 'picture'),
          ...(countsPerHour ? rowsOf(countsPerHour, 'hour of a site') : []),
        ],
      },
      {
        kind: 'text',
        text:
          `Counted from confidence ${counts.confidence} on, ${counts.pictures} pictures. ` +
          (countsPerHour
            ? `${countsPerHour.pictures} hours; an hour's count is the sum over its pictures.`
            : 'No counts per hour: the pictures do not say when they were taken.'),
      },
    ],
  };
}

function describeGroups(groups: readonly GroupEvaluation[], groupedBy: string): ReportSection[] {
  if (groups.length === 0) return [];
  const LISTED = 60;
  const more = groups.length - LISTED;
  return [
    {
      heading: `By ${groupedBy}`,
      blocks: [
        {
          kind: 'table',
          headers: ['Group', 'Pictures', 'Boxes', 'mAP50', 'mAP50-95', 'Count error', 'Count bias', 'ECE'],
          rows: groups
            .slice(0, LISTED)
            .map((one) => [
              one.group,
              one.pictures,
              one.boxes,
              share(one.map50),
              share(one.map50To95),
              one.counts.meanAbsoluteError.toFixed(2),
              one.counts.bias.toFixed(2),
              share(one.expectedCalibrationError),
            ]),
        },
        ...(more > 0 ? [{ kind: 'text' as const, text: `And ${more} smaller groups.` }] : []),
        {
          kind: 'text',
          text: 'Figures of a few boxes jump; read them with the number of boxes beside them.',
        },
      ],
    },
  ];
}

function describeSpeed({ latency, whole }: ModelAnalysis): ReportSection {
  const rows = [...Object.entries(latency), ['whole', whole] as const].map(([stage, one]) => [
    stage,
    milliseconds(one.medianMs),
    milliseconds(one.meanMs),
    milliseconds(one.p95Ms),
    milliseconds(one.maxMs),
  ]);
  return {
    heading: 'Time per picture on this machine',
    blocks: [
      { kind: 'table', headers: ['Stage', 'Median', 'Mean', '95 % within', 'Slowest'], rows },
      { kind: 'text', text: 'One picture at a time, reading the file left out.' },
    ],
  };
}

/** Sections on one analysed model, in the order in which a reader asks. */
export function describeAnalysis(analysis: ModelAnalysis): ReportSection[] {
  const names = [...CLASS_NAMES, 'background'];
  return [
    describePrecision(analysis),
    {
      heading: 'Curves and thresholds',
      blocks: [
        drawPrecisionRecall(analysis),
        drawCalibration(analysis),
        ...drawSweep(analysis.sweep),
        describeBest(analysis.sweep),
      ],
    },
    {
      heading: 'Confusion',
      blocks: [
        {
          kind: 'chart',
          name: 'confusion',
          caption: `Boxes at confidence ${analysis.counts.confidence}, IoU above 0.45; colour is the share of the true class.`,
          svg: drawHeatMap({
            title: 'What was taken for what',
            rowLabel: 'reported',
            columnLabel: 'true',
            rows: names,
            columns: names,
            counts: analysis.report.confusion,
          }),
        },
      ],
    },
    describeCounts(analysis),
    ...describeGroups(analysis.groups, analysis.groupedBy),
    describeSpeed(analysis),
  ];
}

export interface EvaluatedOn {
  readonly model: string;
  readonly data: string;
  readonly dataVersion: string;
  readonly split: string;
}

export function createEvaluationReport(analysis: ModelAnalysis, on: EvaluatedOn): ReportDocument {
  return {
    title: `Evaluation of ${basename(on.model)}`,
    summary: `${analysis.report.pictures} pictures of the ${on.split} split of ${basename(on.data)} (data version ${on.dataVersion.slice(0, 12)}).`,
    sections: describeAnalysis(analysis),
  };
}
