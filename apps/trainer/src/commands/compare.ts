import { availableParallelism } from 'node:os';
import { openYoloDataset } from '@natiu/dataset';
import type { ApRule } from '@natiu/evaluation';
import { Option, createProgress, printJsonLine } from '@natiu/terminal';
import type { Command } from '@natiu/terminal';
import type { ModelAnalysis } from '../detection/analyse-model.ts';
import { compareModels } from '../detection/compare-models.ts';
import { createComparisonReport, describeComparison } from '../detection/comparison-report.ts';
import { groupPictures } from '../detection/picture-groups.ts';
import { writeReport } from '../report/write-report.ts';
import { readPictures } from './evaluate.ts';
import { parseShare, parseWhole } from './parse-options.ts';

interface CompareOptions {
  readonly champion: string;
  readonly candidate: string;
  readonly data: string;
  readonly split: 'train' | 'valid' | 'val' | 'test';
  readonly rule: ApRule;
  readonly countConf: number;
  readonly rounds: number;
  readonly seed: number;
  readonly threads: number;
  readonly groupBy?: string;
  readonly report?: string;
  readonly json?: boolean;
}

function summarise(model: string, { report, counts, calibration, latency }: ModelAnalysis) {
  const { map50, map50To95, perClass, classesIgnored, confusion } = report;
  const { expectedCalibrationError } = calibration;
  const figures = { map50, map50To95, perClass, classesIgnored, confusion };
  return { model, ...figures, counts, expectedCalibrationError, latency };
}

async function runComparison(options: CompareOptions): Promise<void> {
  const dataset = await openYoloDataset(options.data);
  const { name, pictures } = readPictures(dataset, options);
  const groups = await groupPictures(options.data, pictures, options.groupBy);
  const progress = createProgress({ label: 'Comparing', total: 2 * pictures.length, unit: 'pictures' });
  const { champion, candidate, threads, rounds, seed, rule } = options;
  const comparison = await compareModels({
    ...{ champion, candidate, pictures, groups, threads, rounds, seed, rule },
    thresholds: { confidence: 0.001, iou: 0.7, maxDetections: 300 },
    countConfidence: options.countConf,
    onPicture: () => progress.advance(),
  }).finally(() => progress.finish());
  const dataVersion = await dataset.dataVersion();
  const on = { data: options.data, dataVersion, split: name, champion, candidate };
  if (options.report) await writeReport(options.report, createComparisonReport(comparison, on));
  if (!options.json) {
    process.stdout.write(`${describeComparison(comparison)}\n`);
    return;
  }
  printJsonLine({
    ...{ data: options.data, dataVersion, split: name, pictures: pictures.length },
    groupedBy: groups.by,
    champion: summarise(champion, comparison.champion),
    candidate: summarise(candidate, comparison.candidate),
    bootstrap: comparison.bootstrap,
    speed: comparison.speed,
    verdict: comparison.verdict,
  });
}

/** `trainer compare`: is the candidate better than the champion, and how sure is that? */
export function registerCompareCommand(program: Command): void {
  program
    .command('compare')
    .description('two models on the same pictures, with 95 % intervals of the differences')
    .requiredOption('--champion <file>', 'the .onnx file in use')
    .requiredOption('--candidate <file>', 'the .onnx file that might replace it')
    .requiredOption('--data <dir>', 'data set in YOLO format, with data.yaml')
    .addOption(
      new Option('--split <name>', 'which pictures')
        .choices(['train', 'valid', 'val', 'test'])
        .default('test'),
    )
    .addOption(
      new Option('--rule <name>', 'how AP is computed from the curve')
        .choices(['reference', 'new', 'coco'])
        .default('reference'),
    )
    .option('--count-conf <share>', 'confidence from which a trap counts an insect', parseShare, 0.25)
    .option('--rounds <n>', 'resamplings of the pictures', parseWhole(1), 1000)
    .option('--seed <n>', 'seed of the resampling', parseWhole(0), 1)
    .option('--threads <n>', 'threads for inference', parseWhole(1), availableParallelism())
    .option(
      '--group-by <regexp>',
      "what pictures are drawn together: the first bracket, matched on the picture's name (default: sites of the data set)",
    )
    .option('--report <dir>', 'write report.html and report.md with charts into this folder')
    .option('--json', 'print one JSON object on the last line in place of tables')
    .action((options: CompareOptions) => runComparison(options));
}
