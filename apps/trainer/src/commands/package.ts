import { readFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { basename, join } from 'node:path';
import { PictureKind } from '@natiu/contracts';
import { openYoloDataset } from '@natiu/dataset';
import type { YoloDataset } from '@natiu/dataset';
import { CLASS_NAMES } from '@natiu/domain';
import { ConflictError, InputError } from '@natiu/errors';
import { signModelPackage } from '@natiu/model-package';
import { openInferenceSession } from '@natiu/onnx-runtime';
import { Option, printJsonLine } from '@natiu/terminal';
import type { Command } from '@natiu/terminal';
import { evaluateModel } from '../detection/evaluate-model.ts';
import { checkParity, openTrainedGraph } from '../packaging/check-parity.ts';
import { chooseReference } from '../packaging/choose-reference.ts';
import { loadCheckpoint } from '../training/checkpoint.ts';
import type { Checkpoint } from '../training/checkpoint.ts';
import { exportModel } from '../training/export-model.ts';
import { BEST_CHECKPOINT } from '../training/run-files.ts';
import { averagedVectors } from '../training/state.ts';
import { VALIDATION_THRESHOLDS } from '../training/validate.ts';
import { parseShare, parseWhole } from './parse-options.ts';

interface PackageOptions {
  readonly run: string;
  readonly data: string;
  readonly out: string;
  readonly name: string;
  readonly dataKind: PictureKind;
  readonly signingKey: string;
  readonly conf: number;
  readonly threads: number;
  readonly json?: boolean;
}

/** Overlapping boxes of one insect are merged above this IoU when a trap counts. */
const COUNT_IOU = 0.5;
/** Every anchor of so many pictures is compared. */
const PARITY_PICTURES = 8;

async function measure(file: Uint8Array, dataset: YoloDataset, options: PackageOptions) {
  const session = await openInferenceSession(file, { threads: options.threads });
  try {
    const test = dataset.split('test').pictures;
    const thresholds = { confidence: options.conf, iou: COUNT_IOU, maxDetections: 300 };
    const { report } = await evaluateModel({
      session,
      modelName: options.name,
      pictures: test,
      thresholds: VALIDATION_THRESHOLDS,
      countConfidence: options.conf,
      rule: 'reference',
    });
    const reference = await chooseReference({ session, pictures: test, thresholds });
    const { map50, map50To95 } = report;
    const perClass = Object.fromEntries(
      Object.entries(report.perClass).map(([name, { ap50, ap50To95 }]) => [name, { ap50, ap50To95 }]),
    );
    return { thresholds, reference, metrics: { split: 'test', map50, map50To95, perClass } };
  } finally {
    await session.release();
  }
}

async function passParityGate(
  file: Uint8Array,
  checkpoint: Checkpoint,
  { dataset, options }: { dataset: YoloDataset; options: PackageOptions },
) {
  const machine = { threads: options.threads, spin: false };
  const trained = await openTrainedGraph(checkpoint.settings, averagedVectors(checkpoint.state), machine);
  const exported = await openInferenceSession(file, { threads: options.threads });
  try {
    const pictures = dataset.split('valid').pictures.slice(0, PARITY_PICTURES);
    const parity = await checkParity({ trained, exported, pictures });
    if (parity.passed) return parity;
    throw new ConflictError(
      `Parity gate: the exported file differs from the trained network by ${parity.largestScoreDifference} in a score and ` +
        `${parity.largestBoxDifference} of the side in a box. It is not packed.`,
    );
  } finally {
    await trained.release();
    await exported.release();
  }
}

async function pack(options: PackageOptions): Promise<void> {
  const privateKey = await readFile(options.signingKey, 'utf8').catch((cause: unknown) => {
    throw new InputError(`The signing key ${options.signingKey} cannot be read.`, { cause });
  });
  const checkpoint = await loadCheckpoint(join(options.run, BEST_CHECKPOINT));
  const { settings, position, dataVersion } = checkpoint;
  const dataset = await openYoloDataset(options.data);
  const onnxBytes = exportModel(settings, averagedVectors(checkpoint.state), {
    metadata: { run: basename(options.run), dataVersion, seed: String(settings.seed), margin: '0' },
  });
  const parity = await passParityGate(onnxBytes, checkpoint, { dataset, options });
  const { thresholds, reference, metrics } = await measure(onnxBytes, dataset, options);
  const command = await readFile(join(options.run, 'command.txt'), 'utf8').catch(() => 'unknown');
  const written = await signModelPackage({
    onnxBytes,
    reference,
    privateKey,
    dir: options.out,
    fields: {
      name: options.name,
      architecture: `yolov8${settings.model}`,
      classes: [...CLASS_NAMES],
      imageSize: settings.imageSize,
      weightsDataType: 'float32',
      thresholds,
      data: { kind: options.dataKind, version: dataVersion },
      run: {
        command: command.trim(),
        seed: settings.seed,
        epochs: position.epoch,
        startedAtUtc: position.startedAtUtc,
      },
      metrics,
      parity,
    },
  });
  const { onnxFile, manifest } = written;
  if (options.json) printJsonLine({ file: onnxFile, sha256: manifest.sha256, parity, metrics });
  else process.stdout.write(`${onnxFile}: signed, ${manifest.reference.length} reference pictures\n`);
}

/** `trainer package`: what the registry takes and traps can check. */
export function registerPackageCommand(program: Command): void {
  program
    .command('package')
    .description('export the best weights of a run, pass the parity gate, measure, and sign the package')
    .requiredOption('--run <dir>', 'folder of the training run')
    .requiredOption('--data <dir>', 'data set in YOLO format: valid for the gate, test for the figures')
    .requiredOption('--out <dir>', 'folder for the package')
    .requiredOption('--name <name>', 'name of the model in the registry')
    .requiredOption('--signing-key <file>', 'private key (PEM), see trainer signing-key')
    .addOption(
      new Option('--data-kind <kind>', 'what the pictures show')
        .choices(PictureKind.options)
        .default('other'),
    )
    .option('--conf <share>', 'confidence above which traps count', parseShare, 0.25)
    .option('--threads <n>', 'threads for inference', parseWhole(1), availableParallelism())
    .option('--json', 'one JSON object as the last line')
    .action((options: PackageOptions) => pack(options));
}
