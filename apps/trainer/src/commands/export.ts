import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { openYoloDataset } from '@natiu/dataset';
import { ModelManifest } from '@natiu/contracts';
import { CLASS_NAMES } from '@natiu/domain';
import { InputError } from '@natiu/errors';
import { openInferenceSession } from '@natiu/onnx-runtime';
import { Option, printJsonLine } from '@natiu/terminal';
import type { Command } from '@natiu/terminal';
import { evaluateModel } from '../detection/evaluate-model.ts';
import { loadCheckpoint, writeAtomically } from '../training/checkpoint.ts';
import type { Checkpoint } from '../training/checkpoint.ts';
import { exportModel } from '../training/export-model.ts';
import { BEST_CHECKPOINT, LAST_CHECKPOINT } from '../training/run-training.ts';
import { averagedVectors } from '../training/state.ts';
import { VALIDATION_THRESHOLDS } from '../training/validate.ts';
import { writeBaseWeights } from '../weights/write-base-weights.ts';
import { parseShare, parseWhole } from './parse-options.ts';

interface ExportCommandOptions {
  readonly run: string;
  readonly checkpoint: 'best' | 'last';
  readonly out?: string;
  readonly base?: boolean;
  readonly weights: 'float32' | 'float16';
  readonly imgsz?: number;
  readonly margin: number;
  readonly name?: string;
  readonly dataKind: ModelManifest['data']['kind'];
  readonly dataSeed?: number;
  readonly data?: string;
  readonly split: 'train' | 'valid' | 'test';
  readonly conf: number;
  readonly json?: boolean;
}

/** Overlapping boxes of one insect are merged above this IoU when a trap counts. */
const COUNT_IOU = 0.5;

async function runExport(options: ExportCommandOptions): Promise<void> {
  const file = options.checkpoint === 'best' ? BEST_CHECKPOINT : LAST_CHECKPOINT;
  const checkpoint = await loadCheckpoint(join(options.run, file));
  if (options.base) return exportBase(options, checkpoint);
  const settings = {
    ...checkpoint.settings,
    imageSize: (options.imgsz ?? checkpoint.settings.imageSize) + 2 * options.margin,
  };
  if (settings.imageSize % 32 !== 0)
    throw new InputError(
      `The model's input would be ${settings.imageSize} px: the size plus both margins must be a multiple of 32.`,
    );
  const target = options.out ?? join(options.run, `${basename(options.run)}.onnx`);
  if (!target.endsWith('.onnx')) throw new InputError(`--out ${target}: the file name must end in .onnx.`);
  const bytes = exportModel(settings, averagedVectors(checkpoint.state), {
    weights: options.weights,
    metadata: {
      run: basename(options.run),
      dataVersion: checkpoint.dataVersion,
      seed: String(settings.seed),
      margin: String(options.margin),
    },
  });
  await writeAtomically(target, bytes);
  const manifest = await describeModel(options, { checkpoint, bytes, target, imageSize: settings.imageSize });
  if (manifest)
    await writeAtomically(
      target.replace(/\.onnx$/, '.manifest.json'),
      `${JSON.stringify(manifest, null, 2)}\n`,
    );
  const sha256 = hash(bytes);
  if (options.json)
    printJsonLine({
      file: target,
      bytes: bytes.length,
      sha256,
      epoch: checkpoint.position.epoch,
      manifest: manifest ?? null,
    });
  else process.stdout.write(`${target}: ${(bytes.length / 1e6).toFixed(2)} MB, SHA-256 ${sha256}\n`);
}

/** Weights to start other runs from, in place of a model that traps run. */
async function exportBase(options: ExportCommandOptions, checkpoint: Checkpoint): Promise<void> {
  const { model } = checkpoint.settings;
  const target = options.out ?? join(options.run, `${model}.safetensors`);
  if (!target.endsWith('.safetensors'))
    throw new InputError(`--out ${target}: with --base the file name must end in .safetensors.`);
  const bytes = writeBaseWeights(checkpoint, basename(options.run));
  await writeAtomically(target, bytes);
  const sha256 = hash(bytes);
  if (options.json)
    printJsonLine({ file: target, bytes: bytes.length, sha256, epoch: checkpoint.position.epoch, model });
  else process.stdout.write(`${target}: ${(bytes.length / 1e6).toFixed(2)} MB, SHA-256 ${sha256}\n`);
}

function hash(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

interface Exported {
  readonly checkpoint: Checkpoint;
  readonly bytes: Uint8Array;
  readonly target: string;
  readonly imageSize: number;
}

/** With --data, the exported file itself is measured and the manifest that traps read is written beside it. */
async function describeModel(
  options: ExportCommandOptions,
  exported: Exported,
): Promise<ModelManifest | undefined> {
  if (!options.data) return undefined;
  const { checkpoint, bytes, target, imageSize } = exported;
  const { settings, position } = checkpoint;
  const dataset = await openYoloDataset(options.data);
  const session = await openInferenceSession(target);
  const { report } = await evaluateModel({
    session,
    modelName: target,
    pictures: dataset.split(options.split).pictures,
    thresholds: VALIDATION_THRESHOLDS,
    countConfidence: options.conf,
    rule: 'reference',
  }).finally(() => session.release());
  return ModelManifest.parse({
    schema: 1,
    name: options.name ?? basename(target, '.onnx'),
    file: basename(target),
    sha256: hash(bytes),
    bytes: bytes.length,
    architecture: `yolov8${settings.model}`,
    classes: CLASS_NAMES,
    imageSize,
    weightsDataType: options.weights,
    thresholds: { confidence: options.conf, iou: COUNT_IOU, maxDetections: 300 },
    data: {
      kind: options.dataKind,
      version: checkpoint.dataVersion,
      ...(options.dataSeed === undefined ? {} : { seed: options.dataSeed }),
    },
    run: {
      command: await commandOf(options.run),
      seed: settings.seed,
      epochs: position.epoch,
      startedAtUtc: position.startedAtUtc,
    },
    metrics: {
      split: options.split,
      map50: report.map50,
      map50To95: report.map50To95,
      perClass: Object.fromEntries(
        Object.entries(report.perClass).map(([name, { ap50, ap50To95 }]) => [name, { ap50, ap50To95 }]),
      ),
    },
  });
}

/** The command that made the run, as `train` noted it. */
async function commandOf(run: string): Promise<string> {
  return (await readFile(join(run, 'command.txt'), 'utf8').catch(() => 'unknown')).trim();
}

/** `trainer export`: the file that traps run. */
export function registerExportCommand(program: Command): void {
  program
    .command('export')
    .description('write the ONNX file of a run, batch norm folded, and its manifest when --data is given')
    .requiredOption('--run <dir>', 'folder of the training run')
    .addOption(new Option('--checkpoint <which>', 'which weights').choices(['best', 'last']).default('best'))
    .option('--out <file>', 'where to write the .onnx file (default: in the run folder)')
    .option('--base', 'write the weights as .safetensors for train --init base, in place of an ONNX file')
    .addOption(
      new Option('--weights <type>', 'how weights are stored')
        .choices(['float32', 'float16'])
        .default('float32'),
    )
    .option('--imgsz <px>', 'side of the pictures (default: as trained)', parseWhole(32))
    .option(
      '--margin <px>',
      'grey pixels around every picture, which the input grows by on each side',
      parseWhole(0),
      0,
    )
    .option('--name <name>', 'name in the manifest')
    .addOption(
      new Option('--data-kind <kind>', 'what the pictures show')
        .choices(['rendered', 'olive fruit flies', 'mosquitoes', 'other'])
        .default('other'),
    )
    .option('--data-seed <n>', 'seed of rendered pictures', parseWhole(0))
    .option('--data <dir>', 'measure the exported file on this folder and write its manifest')
    .addOption(
      new Option('--split <name>', 'split to measure on').choices(['train', 'valid', 'test']).default('test'),
    )
    .option('--conf <share>', 'confidence above which traps count', parseShare, 0.25)
    .option('--json', 'one JSON object as the last line')
    .action(runExport);
}
