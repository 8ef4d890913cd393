import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { openYoloDataset } from '@natiu/dataset';
import type { YoloDataset, YoloPicture } from '@natiu/dataset';
import { InputError, NotFoundError } from '@natiu/errors';
import { RANGE_METHODS } from '@natiu/onnx-format';
import type { Precision, QuantisationChoices, RangeMethod } from '@natiu/onnx-format';
import { openInferenceSession } from '@natiu/onnx-runtime';
import { createProgress, Option, printJsonLine } from '@natiu/terminal';
import type { Command } from '@natiu/terminal';
import { evaluateModel } from '../detection/evaluate-model.ts';
import { compareSpeed } from '../quantise/compare-speed.ts';
import { describeQuantisation } from '../quantise/describe-quantisation.ts';
import type { QuantisationFigures, QuantisationResult } from '../quantise/describe-quantisation.ts';
import { calibrateModel, DEFAULT_QUANTISATION, quantiseModel } from '../quantise/quantise-model.ts';
import { writeAtomically } from '../training/checkpoint.ts';
import { VALIDATION_THRESHOLDS } from '../training/validate.ts';
import { parseWhole } from './parse-options.ts';

interface QuantiseCommandOptions {
  readonly model: string;
  readonly data: string;
  readonly out: string;
  readonly ranges: RangeMethod;
  readonly heads: Precision;
  readonly silu: Precision;
  readonly concat: QuantisationChoices['concat'];
  readonly weightBits: '7' | '8';
  readonly pictures: number;
  readonly rounds: number;
  readonly threads: number;
  readonly json?: boolean;
}

/** Runs per model and round of the timing. */
const PER_ROUND = 20;
const COUNT_CONFIDENCE = 0.25;

async function runQuantisation(options: QuantiseCommandOptions): Promise<void> {
  checkTarget(options);
  const dataset = await openYoloDataset(options.data);
  const test = picturesOf(dataset, 'test', options.data);
  const calibration = spread(picturesOf(dataset, 'valid', options.data), options.pictures);
  const floatBytes = await readModel(options.model);
  const progress = createProgress({ label: 'Calibrating', total: calibration.length, unit: 'pictures' });
  const calibrated = await calibrateModel(floatBytes, {
    pictures: calibration,
    threads: options.threads,
    spin: false,
    onPicture: () => progress.advance(),
  }).finally(() => progress.finish());
  const { ranges, heads, silu, concat } = options;
  const { bytes, plan } = quantiseModel(calibrated, {
    ranges,
    choices: { heads, silu, concat },
    weightBits: options.weightBits === '7' ? 7 : 8,
    dataVersion: await dataset.dataVersion(),
  });
  await writeAtomically(options.out, bytes);
  const result: QuantisationResult = {
    file: options.out,
    sha256: createHash('sha256').update(bytes).digest('hex'),
    calibrationPictures: calibration.length,
    testPictures: test.length,
    settings: { ranges, heads, silu, concat, weightBits: Number(options.weightBits) },
    floatConvolutions: plan.floatConvolutions,
    float: await measure(floatBytes, options.model, test, options.threads),
    eightBit: await measure(bytes, options.out, test, options.threads),
    speed: await timeBoth([floatBytes, bytes], options),
  };
  if (options.json) printJsonLine({ model: options.model, data: options.data, ...result });
  else process.stdout.write(`${describeQuantisation(result)}\n`);
}

function checkTarget({ model, out }: QuantiseCommandOptions): void {
  if (!out.endsWith('.onnx')) throw new InputError(`--out ${out}: the file name must end in .onnx.`);
  if (resolve(out) === resolve(model))
    throw new InputError(`--out ${out} would overwrite the float model: name another file.`);
}

function picturesOf(dataset: YoloDataset, split: 'valid' | 'test', data: string): readonly YoloPicture[] {
  const { pictures } = dataset.split(split);
  if (pictures.length > 0) return pictures;
  const purpose = split === 'valid' ? 'calibration' : 'measuring';
  throw new InputError(`${data}: the split "${split}" has no pictures, which ${purpose} needs.`);
}

/** At most `count` pictures, evenly from the whole list. */
function spread(pictures: readonly YoloPicture[], count: number): YoloPicture[] {
  const taken = Math.min(count, pictures.length);
  return Array.from({ length: taken }, (_, i) => pictures[Math.floor((i * pictures.length) / taken)]!);
}

async function readModel(file: string): Promise<Uint8Array> {
  return readFile(file).catch((cause: NodeJS.ErrnoException) => {
    if (cause.code === 'ENOENT') throw new NotFoundError(`there is no model file ${file}`, { cause });
    throw new InputError(`cannot read the model file ${file}: ${cause.message}`, { cause });
  });
}

async function measure(
  bytes: Uint8Array,
  modelName: string,
  pictures: readonly YoloPicture[],
  threads: number,
): Promise<QuantisationFigures> {
  const session = await openInferenceSession(bytes, { threads, spin: false });
  const progress = createProgress({ label: 'Evaluating', total: pictures.length, unit: 'pictures' });
  const { report, counts } = await evaluateModel({
    session,
    modelName,
    pictures,
    thresholds: VALIDATION_THRESHOLDS,
    countConfidence: COUNT_CONFIDENCE,
    rule: 'reference',
    onPicture: () => progress.advance(),
  }).finally(async () => {
    progress.finish();
    await session.release();
  });
  const { map50, map50To95, classesIgnored, perClass } = report;
  return { bytes: bytes.length, map50, map50To95, classesIgnored, perClass, counts: counts.total };
}

async function timeBoth(models: readonly Uint8Array[], { threads, rounds }: QuantiseCommandOptions) {
  const progress = createProgress({ label: 'Timing', total: rounds, unit: 'rounds' });
  return compareSpeed(models, {
    ...{ threads, rounds, perRound: PER_ROUND },
    onRound: () => progress.advance(),
  }).finally(() => progress.finish());
}

/** `trainer quantise`: the same model with 8-bit weights and activations. */
export function registerQuantiseCommand(program: Command): void {
  const { ranges, choices } = DEFAULT_QUANTISATION;
  const choice = (flags: string, text: string, names: readonly string[], preset: string) =>
    new Option(flags, text).choices(names).default(preset);
  program
    .command('quantise')
    .description('write an 8-bit copy of an exported model, and measure both on the test split')
    .requiredOption('--model <file>', 'the .onnx file that trainer export wrote')
    .requiredOption('--data <dir>', 'data set in YOLO format; "valid" calibrates, "test" measures')
    .requiredOption('--out <file>', 'where to write the 8-bit .onnx file')
    .addOption(choice('--ranges <method>', 'how ranges of activations are chosen', RANGE_METHODS, ranges))
    .addOption(choice('--heads <how>', 'the last convolutions', ['float', '8-bit'], choices.heads))
    .addOption(choice('--silu <how>', 'activation functions', ['float', '8-bit'], choices.silu))
    .addOption(
      choice('--concat <scales>', 'scales of joined feature maps', ['shared', 'own'], choices.concat),
    )
    .addOption(choice('--weight-bits <n>', '7 for x86 processors without VNNI', ['7', '8'], '8'))
    .option('--pictures <n>', 'most pictures to calibrate on', parseWhole(1), 200)
    .option('--rounds <n>', 'rounds of timing in which both models take turns', parseWhole(1), 5)
    .option('--threads <n>', 'threads for inference', parseWhole(1), 1)
    .option('--json', 'print one JSON object on the last line in place of tables')
    .action((options: QuantiseCommandOptions) => runQuantisation(options));
}
