import { createProgress, Option, printJsonLine } from '@natiu/terminal';
import type { Command, Progress } from '@natiu/terminal';
import { labelWithTeacher } from '../distillation/label-with-teacher.ts';
import { describePseudoLabels } from '../distillation/pseudo-label-report.ts';
import { parseShare, parseWhole } from './parse-options.ts';

interface PseudoLabelOptions {
  readonly model: string;
  readonly data: string;
  readonly unlabelled?: string;
  readonly out: string;
  readonly threshold: number;
  readonly precision?: number;
  readonly weighting: 'hard' | 'soft';
  readonly labels: 'confirmed' | 'proposed';
  readonly pictures: 'sure' | 'all';
  readonly threads?: number;
  readonly json?: boolean;
}

async function runPseudoLabels(options: PseudoLabelOptions): Promise<void> {
  let progress: Progress | undefined;
  const { model, data, unlabelled, out, threshold, precision, weighting, labels, pictures } = options;
  try {
    const report = await labelWithTeacher({
      ...{ model, data, unlabelled, out, weighting, labels, pictures },
      thresholds:
        precision === undefined
          ? { kind: 'one', value: threshold }
          : { kind: 'precision', target: precision },
      machine: { threads: options.threads },
      onStart: (plan) => {
        progress = createProgress({ label: 'Labelling', total: plan.pictures, unit: 'pictures' });
      },
      onPicture: () => progress?.advance(),
    });
    progress?.finish();
    if (options.json) printJsonLine(report);
    else process.stdout.write(`${describePseudoLabels(report)}\nTrain with: trainer train --data ${out}\n`);
  } finally {
    progress?.finish();
  }
}

/** `trainer pseudo-label`: a teacher's sure predictions become a data set. */
export function registerPseudoLabelCommand(program: Command): void {
  program
    .command('pseudo-label')
    .description("write a data set whose training labels are a teacher's sure predictions")
    .requiredOption('--model <path>', 'the teacher: an .onnx file, a run folder or a checkpoint')
    .requiredOption('--data <dir>', 'folder in YOLO format; its validation and test splits are copied')
    .option('--unlabelled <dir>', 'folder of pictures without labels, offered as well')
    .requiredOption('--out <dir>', 'new folder for the data set')
    .option('--threshold <share>', 'lowest confidence of a label', parseShare, 0.4)
    .option(
      '--precision <share>',
      'in place of --threshold: per class the lowest confidence with this precision on the validation split',
      parseShare,
    )
    .addOption(
      new Option('--weighting <kind>', 'labels count in full, or as much as the teacher is sure of them')
        .choices(['hard', 'soft'])
        .default('hard'),
    )
    .addOption(
      new Option('--labels <kind>', "the data set's own labels stay, or the teacher's replace them")
        .choices(['confirmed', 'proposed'])
        .default('confirmed'),
    )
    .addOption(
      new Option('--pictures <which>', 'labelled pictures kept: those with a sure prediction, or all')
        .choices(['sure', 'all'])
        .default('sure'),
    )
    .option('--threads <n>', 'threads for inference (default: all cores)', parseWhole(1))
    .option('--json', 'print one JSON object on the last line in place of a table')
    .action((options: PseudoLabelOptions) => runPseudoLabels(options));
}
