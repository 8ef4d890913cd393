import { readFile, stat } from 'node:fs/promises';
import { dirname, relative } from 'node:path';
import { CLASS_NAMES, addCounts, emptyCounts, totalCount } from '@natiu/domain';
import type { ClassCounts, ClassName } from '@natiu/domain';
import { InputError, NotFoundError, describeError } from '@natiu/errors';
import { listPictures } from '@natiu/images';
import { InvalidArgumentError, createProgress, printJsonLine, renderTable } from '@natiu/terminal';
import type { Command } from '@natiu/terminal';
import { readEnv } from '../env.ts';
import { countDetections } from '../pipeline/count-detections.ts';
import { openPipeline } from '../pipeline/open-pipeline.ts';
import type { Pipeline, StageMs } from '../pipeline/open-pipeline.ts';

interface DetectFlags {
  readonly source: string;
  readonly model: string;
  readonly conf?: number;
  readonly threads?: number;
  readonly json: boolean;
}

interface PictureReport {
  readonly file: string;
  readonly counts: ClassCounts;
  readonly detections: readonly { class: ClassName; score: number; box: readonly number[] }[];
  readonly ms: StageMs;
}

interface DetectReport {
  readonly pictures: PictureReport[];
  readonly totals: ClassCounts;
  readonly total: number;
  readonly unreadable: { readonly file: string; readonly reason: string }[];
  readonly modelHash: string;
  readonly model: string;
  readonly confidence: number;
  /** Of all pictures together, per stage. */
  readonly medianMs: StageMs | undefined;
}

export function registerDetectCommand(program: Command): void {
  program
    .command('detect')
    .description('count the mosquitoes in pictures, without a trap or a cloud')
    .requiredOption('--source <path>', 'a picture, or a folder of pictures')
    .requiredOption('--model <file>', '.onnx file, its manifest beside it')
    .option('--conf <share>', "least score, 0..1 (default: the model's own)", parseShare)
    .option('--threads <n>', 'threads of the inference', parseThreads)
    .option('--json', 'last line: one JSON object', false)
    .action(detect);
}

function parseShare(text: string): number {
  const share = Number(text);
  if (text.trim() === '' || !(share >= 0 && share <= 1))
    throw new InvalidArgumentError('It must lie in 0..1.');
  return share;
}

function parseThreads(text: string): number {
  const threads = Number(text);
  if (!Number.isInteger(threads) || threads < 1 || threads > 64) {
    throw new InvalidArgumentError('It must be a whole number, 1 to 64.');
  }
  return threads;
}

async function detect(flags: DetectFlags): Promise<void> {
  const files = await findPictures(flags.source);
  const threads = flags.threads ?? readEnv().threads;
  const pipeline = await openPipeline({ model: flags.model, confidence: flags.conf, threads });
  if (pipeline.warning) process.stderr.write(`warning: ${pipeline.warning}\n`);
  try {
    const report = await detectAll(pipeline, files, await baseOf(flags.source));
    if (flags.json) printJsonLine(report);
    else process.stdout.write(`${describeReport(report)}\n`);
    if (report.pictures.length === 0) {
      throw new InputError(`None of the ${files.length} pictures in ${flags.source} could be read.`);
    }
  } finally {
    await pipeline.close();
  }
}

async function findPictures(source: string): Promise<string[]> {
  const info = await stat(source).catch((cause) => {
    throw new NotFoundError(`There is no file or folder ${source}.`, { cause });
  });
  if (!info.isDirectory()) return [source];
  const files = await listPictures(source);
  if (files.length === 0) throw new InputError(`There are no pictures in ${source}.`);
  return files;
}

async function baseOf(source: string): Promise<string> {
  return (await stat(source)).isDirectory() ? source : dirname(source);
}

async function detectAll(pipeline: Pipeline, files: readonly string[], base: string): Promise<DetectReport> {
  const pictures: PictureReport[] = [];
  const unreadable: DetectReport['unreadable'] = [];
  const progress = createProgress({ label: 'Detecting', total: files.length, unit: 'pictures' });
  for (const path of files) {
    const file = relative(base, path);
    const result = await detectFile(pipeline, path, file);
    if (result.outcome === 'failed') throw new InputError(`${file}: ${result.reason}`);
    if (result.outcome === 'unreadable') unreadable.push({ file, reason: result.reason });
    else pictures.push(describePicture(file, result));
    progress.advance();
  }
  progress.finish();
  const totals = pictures.reduce((sum, picture) => addCounts(sum, picture.counts), emptyCounts());
  return {
    pictures,
    totals,
    total: totalCount(totals),
    unreadable,
    modelHash: pipeline.modelHash,
    model: pipeline.modelName,
    confidence: pipeline.confidence,
    medianMs: pictures.length === 0 ? undefined : medianOf(pictures),
  };
}

type FileResult = Awaited<ReturnType<Pipeline['detect']>>;

async function detectFile(pipeline: Pipeline, path: string, name: string): Promise<FileResult> {
  try {
    return await pipeline.detect(await readFile(path), name);
  } catch (error) {
    return { outcome: 'unreadable', reason: describeError(error) };
  }
}

function describePicture(
  file: string,
  { detections, ms }: Extract<FileResult, { outcome: 'read' }>,
): PictureReport {
  return {
    file,
    counts: countDetections(detections),
    detections: detections.map(({ classIndex, score, boxXyxy }) => ({
      class: CLASS_NAMES[classIndex]!,
      score,
      box: boxXyxy,
    })),
    ms,
  };
}

function medianOf(pictures: readonly PictureReport[]): StageMs {
  const median = (stage: keyof StageMs) => {
    const values = pictures.map((picture) => picture.ms[stage]).sort((a, b) => a - b);
    return values[values.length >> 1]!;
  };
  return {
    decode: median('decode'),
    letterbox: median('letterbox'),
    inference: median('inference'),
    postprocess: median('postprocess'),
  };
}

function describeReport(report: DetectReport): string {
  const rowOf = (name: string, counts: ClassCounts) => [name, ...CLASS_NAMES.map((each) => counts[each])];
  const rows = report.pictures.map((picture) => rowOf(picture.file, picture.counts));
  const lines = [renderTable(['Picture', ...CLASS_NAMES], [...rows, rowOf('Total', report.totals)])];
  lines.push('', `${report.total} insects in ${report.pictures.length} pictures, model ${report.model}.`);
  if (report.medianMs) {
    const { decode, letterbox, inference, postprocess } = report.medianMs;
    const stages = `decode ${decode.toFixed(1)}, letterbox ${letterbox.toFixed(1)}, inference ${inference.toFixed(1)}, postprocess ${postprocess.toFixed(1)}`;
    lines.push(`Median milliseconds: ${stages}.`);
  }
  if (report.unreadable.length > 0) {
    lines.push('', `${report.unreadable.length} could not be read:`);
    lines.push(...report.unreadable.map(({ reason }) => `  ${reason}`));
  }
  return lines.join('\n');
}
