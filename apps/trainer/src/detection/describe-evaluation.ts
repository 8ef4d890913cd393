import { CLASS_NAMES } from '@natiu/domain';
import { renderTable } from '@natiu/terminal';
import type { ModelEvaluation } from './evaluate-model.ts';

const share = (value: number) => value.toFixed(3);
const signed = (value: number) => `${value < 0 ? '' : '+'}${value.toFixed(2)}`;

function describePrecision({ report }: ModelEvaluation): string {
  const rows = Object.entries(report.perClass).map(([name, one]) => [
    name,
    one.groundTruth,
    ...[one.precision, one.recall, one.f1, one.ap50, one.ap50To95].map(share),
  ]);
  const boxes = Object.values(report.perClass).reduce((sum, one) => sum + one.groundTruth, 0);
  const { map50, map50To95 } = report.classesIgnored;
  const headers = ['Class', 'Boxes', 'Precision', 'Recall', 'F1', 'AP50', 'AP50-95'];
  const all = [report.precision, report.recall, report.f1, report.map50, report.map50To95].map(share);
  return renderTable(headers, [
    ...rows,
    ['mean', boxes, ...all],
    ['classes ignored', boxes, '-', '-', '-', share(map50), share(map50To95)],
  ]);
}

function describeConfusion({ report }: ModelEvaluation): string {
  const names = [...CLASS_NAMES, 'background'];
  return renderTable(
    ['predicted \\ true', ...names],
    report.confusion.map((row, i) => [names[i], ...row]),
  );
}

function describeCounts({ counts }: ModelEvaluation): string {
  const rows = [...Object.entries(counts.perClass), ['all', counts.total] as const];
  return renderTable(
    ['Class', 'True', 'Counted', 'Mean abs. error', 'Bias'],
    rows.map(([name, one]) => [
      name,
      one.truth,
      one.predicted,
      one.meanAbsoluteError.toFixed(2),
      signed(one.bias),
    ]),
  );
}

const RULES = {
  reference: 'reference (Ultralytics 8.2.103)',
  new: 'new (Ultralytics since 2026-04)',
  coco: 'COCO, 101 recalls',
};

/** Everything `evaluate` found out, for a person. */
export function describeEvaluation(evaluation: ModelEvaluation): string {
  const { report, counts, inference, whole } = evaluation;
  const absent = report.classesWithoutGroundTruth;
  return [
    `AP rule: ${RULES[report.rule]}; precision, recall and F1 at confidence ${share(report.confidence)}`,
    describePrecision(evaluation),
    ...(absent.length > 0 ? [`Not in these pictures, so not in the mean: ${absent.join(', ')}.`] : []),
    '',
    `Confusion at confidence ${counts.confidence}, IoU above 0.45:`,
    describeConfusion(evaluation),
    '',
    `Insects per picture, counted at confidence ${counts.confidence}, ${counts.pictures} pictures:`,
    describeCounts(evaluation),
    '',
    `Inference ${inference.meanMs.toFixed(1)} ms a picture (median ${inference.medianMs.toFixed(1)}, ` +
      `95 % within ${inference.p95Ms.toFixed(1)}); with letterbox and decoding ${whole.meanMs.toFixed(1)} ms.`,
  ].join('\n');
}
