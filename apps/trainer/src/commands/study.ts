import { availableParallelism } from 'node:os';
import { InputError } from '@natiu/errors';
import {
  InvalidArgumentError,
  Option,
  createProgress,
  interruptSignal,
  printJsonLine,
  renderTable,
} from '@natiu/terminal';
import type { Command } from '@natiu/terminal';
import { VARIANT_NAMES } from '@natiu/yolo';
import { runStudy } from '../study/run-study.ts';
import type { StudyOutcome } from '../study/run-study.ts';
import { RUN_TITLES, stageKey } from '../study/stages.ts';
import { collectRuns, sexesValue, spreadOf } from '../study/study-figures.ts';
import { StudySettings } from '../study/study-settings.ts';
import { tabulateGains, tabulateResults } from '../study/study-tables.ts';
import { findResult } from '../study/journal.ts';
import type { EngineRequest } from '../engine/candidates.ts';
import { chooseEngine, describeChoice } from '../engine/choose-engine.ts';
import { addEngineOptions } from '../engine/engine-options.ts';
import { createStepTrial } from '../engine/trial-step.ts';
import { addDistillOptions, lossesFrom } from './distill-options.ts';
import type { DistillOptions } from './distill-options.ts';
import { parseShare, parseWhole } from './parse-options.ts';
import { SpeedResult } from '../study/stage-results.ts';

interface StudyCommandOptions extends DistillOptions, EngineRequest {
  readonly data: string;
  readonly out: string;
  readonly seeds: number;
  readonly epochs: number;
  readonly teacherEpochs?: number;
  readonly retrainEpochs?: number;
  readonly teacherModel: string;
  readonly studentModel: string;
  readonly batch: number;
  readonly imgsz: number;
  readonly lr: number;
  readonly retrainLr?: number;
  readonly warmupEpochs: number;
  readonly cosine?: boolean;
  readonly init: 'random' | 'base';
  readonly augment: 'study' | 'online';
  readonly pseudoThreshold: number;
  readonly pseudoPrecision?: number;
  readonly pseudoWeighting: 'hard' | 'soft';
  readonly pseudoLabels: 'confirmed' | 'proposed';
  readonly pseudoPictures: 'sure' | 'all';
  readonly control?: boolean;
  readonly threads: number;
  readonly workers: number;
  readonly spin: boolean;
  readonly json?: boolean;
}

function settingsFrom(options: StudyCommandOptions): StudySettings {
  const { pseudoPrecision: target } = options;
  const parsed = StudySettings.safeParse({
    data: options.data,
    seeds: options.seeds,
    epochs: options.epochs,
    teacherEpochs: options.teacherEpochs ?? options.epochs,
    retrainEpochs: options.retrainEpochs ?? options.epochs,
    batch: options.batch,
    imageSize: options.imgsz,
    learningRate: options.lr,
    retrainLearningRate: options.retrainLr ?? options.lr,
    warmupEpochs: options.warmupEpochs,
    cosine: options.cosine ?? false,
    teacherModel: options.teacherModel,
    studentModel: options.studentModel,
    init: options.init,
    augmentation: options.augment,
    ...(options.teacher === undefined ? {} : { teacherRun: options.teacher }),
    control: options.control ?? false,
    losses: lossesFrom(options),
    pseudoLabels: {
      thresholds:
        target === undefined
          ? { kind: 'one', value: options.pseudoThreshold }
          : { kind: 'precision', target },
      weighting: options.pseudoWeighting,
      labels: options.pseudoLabels,
      pictures: options.pseudoPictures,
    },
  });
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0]!;
  throw new InputError(`${issue.path.join('.')}: ${issue.message}. (--imgsz must be a multiple of 32.)`);
}

function finish({ outcome, journal, html, markdown }: StudyOutcome, options: StudyCommandOptions): void {
  if (outcome === 'interrupted') process.exitCode = 130;
  const runs = collectRuns(journal);
  const speed = findResult(journal, 'speed', SpeedResult);
  if (options.json) {
    const results = runs.map(({ run, seeds, results: all }) => {
      const mean = (measure: 'ap50' | 'ap50To95') =>
        spreadOf(all.map(({ test }) => sexesValue(test, measure)));
      return { run, seeds, sexesMap50: mean('ap50'), sexesMap50To95: mean('ap50To95'), results: all };
    });
    printJsonLine({ outcome, out: options.out, html, markdown, runs: results, speed: speed ?? null });
    return;
  }
  const tables = [tabulateResults(runs, speed), tabulateGains(runs)].filter(({ rows }) => rows.length > 0);
  for (const { headers, rows } of tables) process.stdout.write(`${renderTable(headers, rows)}\n\n`);
  const next =
    outcome === 'interrupted'
      ? 'Stopped and saved: the same command goes on.'
      : `Report: ${html}, ${markdown}`;
  process.stdout.write(`${next}\n`);
}

async function study(options: StudyCommandOptions): Promise<void> {
  const settings = settingsFrom(options);
  const { threads, workers, spin } = options;
  const trial = createStepTrial({ ...settings, model: settings.studentModel }, { threads, spin });
  const chosen = await chooseEngine(options, { trial });
  if (options.json) printJsonLine({ engine: chosen.name, notes: chosen.notes });
  else process.stdout.write(`${describeChoice(chosen)}\n`);
  const outcome = await runStudy(settings, {
    out: options.out,
    machine: { threads, workers, spin, engine: chosen.engine },
    signal: interruptSignal(),
    command: ['npm run trainer --', ...process.argv.slice(2)].join(' '),
    openProgress: createProgress,
    onStage: (stage, number, of) => {
      if (options.json) printJsonLine({ stage: stageKey(stage), number, of });
      else process.stdout.write(`[${number}/${of}] ${stageKey(stage)}\n`);
    },
    onEpoch: (stage, metrics) => {
      if (options.json) {
        printJsonLine({ stage: stageKey(stage), ...metrics });
        return;
      }
      const title = stage.kind === 'train' ? RUN_TITLES[stage.run] : stage.kind;
      const { map50, map50To95 } = metrics.validation;
      process.stdout.write(
        `  ${title}, epoch ${metrics.epoch}/${metrics.epochs}: loss ${metrics.loss.total.toFixed(2)}, ` +
          `mAP50 ${map50.toFixed(3)}, mAP50-95 ${map50To95.toFixed(3)}, ${metrics.seconds.toFixed(1)} s\n`,
      );
    },
  });
  finish(outcome, options);
}

function parseAmount(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !(value >= 0))
    throw new InvalidArgumentError('a number of at least 0 is expected.');
  return value;
}

const choice = (flag: string, text: string, choices: readonly string[]) =>
  new Option(flag, text).choices(choices).default(choices[0]);

/** What all runs share. */
function addRunOptions(command: Command): Command {
  const size = (flag: string, text: string, standard: string) =>
    new Option(`${flag} <size>`, text).choices(VARIANT_NAMES).default(standard);
  return command
    .option('--epochs <n>', 'passes over the training pictures, for each run', parseWhole(1), 100)
    .option('--teacher-epochs <n>', 'passes of the teacher (default: --epochs)', parseWhole(1))
    .option('--retrain-epochs <n>', 'passes of the retraining (default: --epochs)', parseWhole(1))
    .option('--seeds <n>', 'how often all is repeated with other seeds; may grow later', parseWhole(1), 3)
    .addOption(size('--teacher-model', 'size of the teacher', 's'))
    .addOption(size('--student-model', 'size of the student', 'n'))
    .option('--batch <n>', 'pictures per batch', parseWhole(1), 16)
    .option('--imgsz <px>', 'side of the square pictures', parseWhole(32), 224)
    .option('--lr <rate>', 'first learning rate', parseAmount, 0.01)
    .option('--retrain-lr <rate>', 'first learning rate of the retraining (default: --lr)', parseAmount)
    .option('--warmup-epochs <n>', 'epochs of rising learning rate', parseAmount, 3)
    .option('--cosine', 'lower the learning rate along a cosine instead of a line')
    .addOption(choice('--init <start>', 'weights at the start', ['random', 'base']))
    .addOption(
      choice('--augment <plan>', "the study's three fixed variants, or new ones in every epoch", [
        'study',
        'online',
      ]),
    )
    .option('--control', 'also train the normal student as long as the retraining takes');
}

function addPseudoLabelOptions(command: Command): Command {
  return command
    .option('--pseudo-threshold <share>', 'teacher confidence above which a box is a label', parseShare, 0.4)
    .option('--pseudo-precision <share>', 'thresholds per class from this validation precision', parseShare)
    .addOption(choice('--pseudo-weighting <kind>', 'how such labels count', ['hard', 'soft']))
    .addOption(
      choice('--pseudo-labels <kind>', "people's boxes stay, or the teacher's replace them", [
        'confirmed',
        'proposed',
      ]),
    )
    .addOption(
      choice('--pseudo-pictures <kind>', 'retrain on pictures with a sure prediction only, or on all', [
        'sure',
        'all',
      ]),
    );
}

/** `trainer study`: teacher, normal, distilled, distilled and retrained, and a report on them. */
export function registerStudyCommand(program: Command): void {
  const command = program
    .command('study')
    .description(
      'the whole study: four runs per seed and a report; the same command goes on with a stopped one',
    )
    .requiredOption('--data <dir>', 'folder in YOLO format with the splits train, valid and test')
    .requiredOption('--out <dir>', 'folder for journal, runs, models and report')
    .option('--threads <n>', 'threads inside one operator', parseWhole(1), availableParallelism())
    .option('--workers <n>', 'threads that decode and augment', parseWhole(1), 1)
    .option('--no-spin', 'do not busy-wait between operators: kinder to other work on this machine')
    .option('--json', 'one JSON line per stage and epoch, and one at the end');
  addPseudoLabelOptions(addRunOptions(command));
  addEngineOptions(addDistillOptions(command), 'auto').action(study);
}
