import { availableParallelism } from 'node:os';
import { DEFAULT_AUGMENTATION } from '@natiu/dataset';
import { InputError } from '@natiu/errors';
import {
  createProgress,
  formatDuration,
  interruptSignal,
  InvalidArgumentError,
  Option,
  printJsonLine,
} from '@natiu/terminal';
import type { Command, Progress } from '@natiu/terminal';
import { VARIANT_NAMES } from '@natiu/yolo';
import { FIXED_DEFAULTS, TrainSettings } from '../config/train-settings.ts';
import type { DeviceName, EngineName } from '../engine/candidates.ts';
import { chooseEngine, describeChoice } from '../engine/choose-engine.ts';
import { addEngineOptions } from '../engine/engine-options.ts';
import { createStepTrial } from '../engine/trial-step.ts';
import type { EpochMetrics } from '../training/metrics-log.ts';
import { BEST_CHECKPOINT, LAST_CHECKPOINT } from '../training/run-training.ts';
import { totalLoss } from '../training/losses.ts';
import { trainModel } from '../training/train-model.ts';
import type { TrainedModel } from '../training/train-model.ts';
import { describeStart } from '../weights/start-weights.ts';
import { addDistillOptions, readDistillOptions } from './distill-options.ts';
import type { DistillOptions } from './distill-options.ts';
import { parseShare, parseWhole } from './parse-options.ts';

interface TrainOptions extends DistillOptions {
  readonly data: string;
  readonly model: string;
  readonly epochs: number;
  readonly batch: number;
  readonly nominalBatch?: number;
  readonly imgsz: number;
  readonly lr: number;
  readonly seed: number;
  readonly out: string;
  readonly resume?: boolean;
  readonly weights?: string;
  readonly init: 'random' | 'base';
  readonly cosine?: boolean;
  readonly warmupEpochs: number;
  readonly closeMosaic: number;
  readonly degrees: number;
  readonly scale: number;
  readonly translate: number;
  readonly shear: number;
  readonly flipud: number;
  readonly fliplr: number;
  readonly turns: number;
  readonly mosaic: number;
  readonly turnedBoxes: string;
  readonly hsvH: number;
  readonly hsvS: number;
  readonly hsvV: number;
  readonly threads: number;
  readonly workers: number;
  readonly spin: boolean;
  readonly engine: EngineName;
  readonly device?: DeviceName;
  readonly json?: boolean;
}

async function settingsFrom(options: TrainOptions): Promise<TrainSettings> {
  const { hsvH, hsvS, hsvV, degrees, translate, scale, shear, mosaic } = options;
  const parsed = TrainSettings.safeParse({
    ...FIXED_DEFAULTS,
    data: options.data,
    model: options.model,
    epochs: options.epochs,
    batch: options.batch,
    nominalBatch: options.nominalBatch ?? options.batch,
    imageSize: options.imgsz,
    learningRate: options.lr,
    cosine: options.cosine ?? false,
    warmupEpochs: options.warmupEpochs,
    closeMosaicEpochs: options.closeMosaic,
    seed: options.seed,
    augmentation: {
      ...DEFAULT_AUGMENTATION,
      ...{ hsvH, hsvS, hsvV, degrees, translate, scale, shear, mosaic },
      flipUd: options.flipud,
      flipLr: options.fliplr,
      turns90: options.turns,
      boxes: options.turnedBoxes,
    },
    distillation: await readDistillOptions(options),
  });
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0]!;
  throw new InputError(`${issue.path.join('.')}: ${issue.message}. (--imgsz must be a multiple of 32.)`);
}

function describeTeacherLoss(parts: EpochMetrics['loss']['distillation']): string {
  if (!parts) return '';
  return `teacher ${[parts.classes, parts.boxes, parts.features].map((part) => part.toFixed(3)).join(' ')}  `;
}

function describeEpoch(line: EpochMetrics): string {
  const { loss, validation } = line;
  const classes = Object.entries(validation.perClass).map(
    ([name, { ap50, ap50To95 }]) => `${name} ${ap50.toFixed(3)}/${ap50To95.toFixed(3)}`,
  );
  return (
    `epoch ${line.epoch}/${line.epochs}  loss ${loss.box.toFixed(3)} ${loss.cls.toFixed(3)} ${loss.dfl.toFixed(3)}  ` +
    `${describeTeacherLoss(loss.distillation)}` +
    `mAP50 ${validation.map50.toFixed(3)}  mAP50-95 ${validation.map50To95.toFixed(3)}${line.best ? ' (best)' : ''}  ` +
    `${classes.join('  ')}  ${line.seconds.toFixed(1)} s  ${line.picturesPerSecond.toFixed(1)} pictures/s  ` +
    `waiting ${(line.waitingShare * 100).toFixed(1)} %`
  );
}

async function train(options: TrainOptions): Promise<void> {
  const settings = await settingsFrom(options);
  const chosen = await chooseEngine(options, { trial: createStepTrial(settings, options) });
  if (options.json) printJsonLine({ engine: chosen.name, notes: chosen.notes });
  else process.stdout.write(`${describeChoice(chosen)}\n`);
  let progress: Progress | undefined;
  try {
    const trained = await trainModel(settings, {
      out: options.out,
      weights: options.weights,
      init: options.init,
      onStartWeights: (start) => {
        if (options.json) printJsonLine({ start });
        else process.stdout.write(`${describeStart(start).join('\n')}\n`);
      },
      machine: {
        threads: options.threads,
        workers: options.workers,
        spin: options.spin,
        engine: chosen.engine,
      },
      resume: options.resume ? 'always' : 'never',
      command: describeCommand(),
      signal: interruptSignal(),
      onStart: ({ batches }) => {
        progress = createProgress({ label: 'Training', total: batches, unit: 'batches' });
      },
      onBatch: (position, result) =>
        progress?.advance(1, `epoch ${position.epoch + 1}, loss ${totalLoss(result).toFixed(2)}`),
      onEpoch: (metrics) => {
        if (options.json) printJsonLine(metrics);
        else process.stdout.write(`${describeEpoch(metrics)}\n`);
      },
    });
    progress?.finish();
    report(trained, options);
  } finally {
    progress?.finish();
  }
}

function report({ outcome, seconds, metrics }: TrainedModel, options: TrainOptions): void {
  if (outcome === 'interrupted') process.exitCode = 130;
  if (options.json) {
    printJsonLine({
      outcome,
      out: options.out,
      seconds,
      best: BEST_CHECKPOINT,
      last: LAST_CHECKPOINT,
      metrics: metrics.at(-1) ?? null,
    });
    return;
  }
  const next =
    outcome === 'interrupted'
      ? 'Saved. Continue with --resume.'
      : `Export with: trainer export --run ${options.out}`;
  process.stdout.write(`${outcome} after ${formatDuration(seconds)}. ${next}\n`);
}

/** What was typed, without the paths of this machine's interpreter. */
function describeCommand(): string {
  return ['npm run trainer --', ...process.argv.slice(2)].join(' ');
}

function parseAmount(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !(value >= 0))
    throw new InvalidArgumentError('a number of at least 0 is expected.');
  return value;
}

/** `trainer train`: a detector from labelled pictures. */
export function registerTrainCommand(program: Command): void {
  const plan = DEFAULT_AUGMENTATION;
  const command = program
    .command('train')
    .description('train a detector on a folder in YOLO format')
    .requiredOption('--data <dir>', 'folder with data.yaml')
    .addOption(new Option('--model <size>', 'size of the network').choices(VARIANT_NAMES).default('n'))
    .option('--epochs <n>', 'passes over the training pictures', parseWhole(1), 100)
    .option('--batch <n>', 'pictures per batch', parseWhole(1), 16)
    .option('--nominal-batch <n>', 'pictures per optimizer step (default: the batch)', parseWhole(1))
    .option('--imgsz <px>', 'side of the square pictures', parseWhole(32), 224)
    .option('--lr <rate>', 'first learning rate', parseAmount, 0.01)
    .option('--seed <n>', 'seed of the start, the order and the augmentation', parseWhole(0), 0)
    .requiredOption('--out <dir>', 'folder for checkpoints, metrics and curves')
    .option('--resume', 'continue the run in --out')
    .option('--weights <file>', 'start from a checkpoint, safetensors, ONNX or PyTorch file')
    .addOption(
      new Option(
        '--init <start>',
        'without --weights: random ones, or those trained once on rendered insects',
      )
        .choices(['random', 'base'])
        .default('random'),
    )
    .option('--cosine', 'lower the learning rate along a cosine instead of a line')
    .option('--warmup-epochs <n>', 'epochs of rising learning rate', parseAmount, 3)
    .option('--close-mosaic <n>', 'last epochs without mosaic', parseWhole(0), 10)
    .option('--degrees <d>', 'rotation up to +- degrees', parseAmount, plan.degrees)
    .option('--scale <share>', 'zoom by 1 +- share', parseShare, plan.scale)
    .option('--translate <share>', 'shift by up to this share of the side', parseShare, plan.translate)
    .option('--shear <d>', 'shear up to +- degrees', parseAmount, plan.shear)
    .option('--flipud <p>', 'probability of an up-down flip', parseShare, plan.flipUd)
    .option('--fliplr <p>', 'probability of a left-right flip', parseShare, plan.flipLr)
    .option('--turns <p>', 'probability of a quarter turn', parseShare, plan.turns90)
    .option('--mosaic <p>', 'probability of a mosaic of four', parseShare, plan.mosaic)
    .addOption(
      new Option('--turned-boxes <shape>', 'what a box holds when it is turned: an ellipse fits insects')
        .choices(['ellipse', 'corners'])
        .default(plan.boxes),
    )
    .option('--hsv-h <gain>', 'hue gain', parseShare, plan.hsvH)
    .option('--hsv-s <gain>', 'saturation gain', parseShare, plan.hsvS)
    .option('--hsv-v <gain>', 'value gain', parseShare, plan.hsvV)
    .option('--threads <n>', 'threads inside one operator', parseWhole(1), availableParallelism())
    .option('--workers <n>', 'threads that decode and augment', parseWhole(1), 1)
    .option('--no-spin', 'do not busy-wait between operators: kinder to other work on this machine')
    .option('--json', 'one JSON line for a start from a file, one per epoch, one at the end');
  addEngineOptions(addDistillOptions(command), 'auto').action(train);
}
