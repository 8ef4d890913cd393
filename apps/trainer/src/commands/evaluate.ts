import { openYoloDataset } from '@natiu/dataset';
import type { YoloDataset } from '@natiu/dataset';
import { InputError } from '@natiu/errors';
import type { ApRule } from '@natiu/evaluation';
import { Option, createProgress, printJsonLine } from '@natiu/terminal';
import type { Command } from '@natiu/terminal';
import { analyseModel, toJson } from '../detection/analyse-model.ts';
import { createEvaluationReport } from '../detection/analysis-report.ts';
import { describeEvaluation } from '../detection/describe-evaluation.ts';
import { groupPictures, selectGroup } from '../detection/picture-groups.ts';
import { writeReport } from '../report/write-report.ts';
import type { DeviceName, EngineName } from '../engine/candidates.ts';
import { addEngineOptions } from '../engine/engine-options.ts';
import { openModel } from '../engine/open-model.ts';
import { parseShare, parseWhole } from './parse-options.ts';

interface EvaluateOptions {
  readonly model: string;
  readonly data: string;
  readonly split: 'train' | 'valid' | 'val' | 'test';
  readonly json?: boolean;
  readonly threads?: number;
  readonly engine: EngineName;
  readonly device?: DeviceName;
  readonly conf: number;
  readonly iou: number;
  readonly countConf: number;
  readonly rule: ApRule;
  readonly pad?: number;
  readonly report?: string;
  readonly groupBy?: string;
  readonly group?: string;
}

export function readPictures(
  dataset: YoloDataset,
  options: { readonly data: string; readonly split: EvaluateOptions['split'] },
) {
  const name = options.split === 'val' ? 'valid' : options.split;
  const { pictures } = dataset.split(name);
  if (pictures.length > 0) return { name, pictures };
  throw new InputError(`${options.data}: the split "${name}" has no pictures.`);
}

async function runEvaluation(options: EvaluateOptions): Promise<void> {
  const session = await openModel(options.model, options);
  try {
    const dataset = await openYoloDataset(options.data);
    const { name, pictures: all } = readPictures(dataset, options);
    const grouped = await groupPictures(options.data, all, options.groupBy);
    const { pictures, groups } = selectGroup(all, grouped, options.group);
    const progress = createProgress({ label: 'Evaluating', total: pictures.length, unit: 'pictures' });
    const evaluation = await analyseModel(
      {
        session,
        modelName: options.model,
        pictures,
        thresholds: { confidence: options.conf, iou: options.iou, maxDetections: 300 },
        countConfidence: options.countConf,
        rule: options.rule,
        margin: options.pad,
        onPicture: () => progress.advance(),
      },
      groups,
    ).finally(() => progress.finish());
    const on = {
      model: options.model,
      data: options.data,
      dataVersion: await dataset.dataVersion(),
      split: name,
    };
    if (options.report) await writeReport(options.report, createEvaluationReport(evaluation, on));
    if (!options.json) {
      process.stdout.write(`${describeEvaluation(evaluation)}\n`);
      return;
    }
    printJsonLine({
      ...on,
      ...(options.group === undefined ? {} : { group: options.group }),
      imageSize: session.inputShape[2],
      pad: options.pad ?? Number(session.metadata.margin ?? 0),
      thresholds: { confidence: options.conf, iou: options.iou, countConfidence: options.countConf },
      ...toJson(evaluation),
    });
  } finally {
    await session.release();
  }
}

/** `trainer evaluate`: how good a model is on the labelled pictures of one split. */
export function registerEvaluateCommand(program: Command): void {
  const command = program
    .command('evaluate')
    .description('score a model on labelled pictures: AP, confusion, counts, speed')
    .requiredOption('--model <file>', 'the .onnx file that trainer export wrote')
    .requiredOption('--data <dir>', 'data set in YOLO format, with data.yaml')
    .addOption(
      new Option('--split <name>', 'which pictures')
        .choices(['train', 'valid', 'val', 'test'])
        .default('test'),
    )
    .option('--threads <n>', 'threads for inference (default: all cores)', parseWhole(1))
    .option('--conf <share>', 'lowest confidence that takes part in the curves', parseShare, 0.001)
    .option('--iou <share>', 'overlap above which the weaker of two boxes is dropped', parseShare, 0.7)
    .option('--count-conf <share>', 'confidence from which a trap counts an insect', parseShare, 0.25)
    .addOption(
      new Option('--rule <name>', 'how AP is computed from the curve')
        .choices(['reference', 'new', 'coco'])
        .default('reference'),
    )
    .option(
      '--pad <px>',
      "grey pixels around every picture, inside the model's input (default: what the file asks for)",
      parseWhole(0),
    )
    .option('--report <dir>', 'write report.html and report.md with charts into this folder')
    .option(
      '--group-by <regexp>',
      "what pictures belong together: the first bracket, matched on the picture's name (default: sites of the data set)",
    )
    .option('--group <name>', 'only the pictures of this group, such as one site')
    .option('--json', 'print one JSON object on the last line in place of tables');
  addEngineOptions(command, 'onnx').action((options: EvaluateOptions) => runEvaluation(options));
}
