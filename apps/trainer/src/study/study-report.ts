import { readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { ReportBlock, ReportDocument, ReportSection } from '../report/report-document.ts';
import { writeReport } from '../report/write-report.ts';
import type { WrittenReport } from '../report/write-report.ts';
import { readMetrics } from '../training/metrics-log.ts';
import { findResult } from './journal.ts';
import type { Journal } from './journal.ts';
import { planStages, stageKey } from './stages.ts';
import { drawLosses, drawResults, drawValidation } from './study-charts.ts';
import type { RunCurves } from './study-charts.ts';
import { runFolder } from './study-context.ts';
import { listDifferences } from './study-differences.ts';
import { collectComparisons, collectRuns } from './study-figures.ts';
import type { RunFigures } from './study-figures.ts';
import {
  tabulateBalance,
  tabulateGains,
  tabulateProtocol,
  tabulateSeeds,
  tabulateIntervals,
  tabulateResults,
  tabulateSettings,
} from './study-tables.ts';
import { DataResult, PseudoLabelResult, SpeedResult } from './stage-results.ts';

const text = (words: string): ReportBlock => ({ kind: 'text', text: words });

function describeProgress(journal: Journal): string {
  const stages = planStages(journal.settings);
  const done = stages.filter((stage) => journal.stages.some(({ key }) => key === stageKey(stage))).length;
  return done === stages.length
    ? `All ${done} stages have finished.`
    : `Not finished: ${done} of ${stages.length} stages. The same command goes on.`;
}

function describeResults(journal: Journal, runs: readonly RunFigures[]): ReportSection {
  const speed = findResult(journal, 'speed', SpeedResult);
  const comparisons = collectComparisons(journal);
  const students = runs.filter(({ run }) => run !== 'teacher');
  if (runs.length === 0) return { heading: 'Results', blocks: [text('No run has finished yet.')] };
  return {
    heading: 'Results on the test split',
    blocks: [
      tabulateResults(runs, speed),
      text(
        'Mean over the seeds, plus or minus one standard deviation. Nothing was chosen on these pictures: checkpoints and ' +
          'count thresholds come from the validation split.',
      ),
      tabulateGains(students),
      tabulateSeeds(runs),
      drawResults(students, 'ap50'),
      drawResults(students, 'ap50To95'),
      ...(comparisons.length > 0
        ? [
            text(
              `For each seed by itself, the interval in which the gain lies when the ${comparisons[0]!.result.units} test units ` +
                `are drawn anew ${comparisons[0]!.result.rounds} times (paired bootstrap):`,
            ),
            tabulateIntervals(comparisons),
          ]
        : []),
    ],
  };
}

function describeData(journal: Journal): ReportSection {
  const data = findResult(journal, 'data', DataResult);
  if (data === undefined) return { heading: 'Data', blocks: [text('Not prepared yet.')] };
  const labels = findResult(journal, stageKey({ kind: 'pseudo-labels', seed: 1 }), PseudoLabelResult);
  const { thresholds, pictures } = journal.settings.pseudoLabels;
  const column = thresholds.kind === 'one' ? `> ${100 * thresholds.value} %` : 'above its threshold';
  const { train, valid, test } = data.pictures;
  const chosen = labels
    ? ` The student of seed 1 was retrained on ${labels.chosen} of ${labels.offered} training pictures` +
      (pictures === 'sure' ? ': those on which the teacher was sure of an insect.' : '.')
    : '';
  return {
    heading: 'Class balance',
    blocks: [
      tabulateBalance(data, labels, column),
      text(
        `${train} training, ${valid} validation and ${test} test pictures of ${basename(journal.settings.data)}; ` +
          `${data.trainingFiles} training pictures with variants.${chosen}`,
      ),
    ],
  };
}

function describeCurves(curves: readonly RunCurves[]): ReportSection[] {
  if (curves.length === 0) return [];
  return [
    {
      heading: 'Loss curves',
      blocks: [...curves.map((each) => drawLosses(each)), drawValidation(curves)],
    },
  ];
}

function describeSpeed(journal: Journal): ReportSection[] {
  const speed = findResult(journal, 'speed', SpeedResult);
  if (speed === undefined) return [];
  const { threads, rounds, perRound, loadBefore, loadAfter } = speed;
  return [
    {
      heading: 'Inference time',
      blocks: [
        {
          kind: 'table',
          headers: ['Model', 'Median ms', 'Processor ms'],
          rows: speed.models.map((one) => [one.run, one.medianMs.toFixed(2), one.processorMs.toFixed(2)]),
        },
        text(
          `The exported files of seed 1 in one process, taking turns: ${rounds} rounds of ${perRound} pictures, ${threads} ` +
            `threads; the median of the rounds' medians. Load of the machine ${loadBefore.toFixed(1)} to ${loadAfter.toFixed(1)} ` +
            'processes: other work makes these figures worse. Normal and distilled students are the same network, so their ' +
            'times differ by chance only.',
        ),
      ],
    },
  ];
}

async function describeSamples(out: string, journal: Journal, runs: readonly RunFigures[]) {
  const [first] = collectComparisons(journal);
  if (first === undefined) return [];
  const jpeg = await readFile(join(out, first.result.samples));
  const names = runs.filter(({ run }) => run !== 'teacher').map(({ run }) => run);
  const caption = `Test pictures, evenly picked. Columns: labelled by people, ${names.join(', ')} (seed ${first.seed}).`;
  const block: ReportBlock = { kind: 'picture', name: 'samples', jpeg, caption };
  return [{ heading: 'Sample detections', blocks: [block] }];
}

async function readCurves(out: string, runs: readonly RunFigures[]): Promise<RunCurves[]> {
  const curves = await Promise.all(
    runs.map(async ({ run, seeds }) => {
      const seed = seeds[0]!;
      return { run, seed, metrics: await readMetrics(runFolder(out, seed, run)) };
    }),
  );
  return curves.filter(({ metrics }) => metrics.length > 0);
}

/** Writes the report of what has finished so far. */
export async function writeStudyReport(
  out: string,
  journal: Journal,
  command: string,
): Promise<WrittenReport> {
  const runs = collectRuns(journal);
  const { settings } = journal;
  const report: ReportDocument = {
    title: `Study on ${basename(settings.data)}`,
    summary:
      `A YOLOv8${settings.studentModel} student trained normally, distilled from a YOLOv8${settings.teacherModel} teacher, and ` +
      `retrained on the teacher's sure predictions. ${describeProgress(journal)}`,
    sections: [
      describeResults(journal, runs),
      describeData(journal),
      { heading: 'Settings', blocks: [tabulateSettings(settings)] },
      ...describeCurves(await readCurves(out, runs)),
      ...describeSpeed(journal),
      ...(await describeSamples(out, journal, runs)),
      {
        heading: 'What differs from the study, and why',
        blocks: [
          { kind: 'list', items: listDifferences(settings, findResult(journal, 'data', DataResult)) },
          tabulateProtocol(),
        ],
      },
      {
        heading: 'How to make it again',
        blocks: [
          text(command),
          text(`Data version ${journal.dataVersion}. Started ${journal.startedAtUtc}.`),
        ],
      },
    ],
  };
  return writeReport(out, report);
}
