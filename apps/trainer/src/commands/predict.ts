import { mkdir, stat, writeFile } from 'node:fs/promises';
import { basename, dirname, extname, join, relative, resolve } from 'node:path';
import { CLASS_NAMES } from '@natiu/domain';
import { InputError, NotFoundError } from '@natiu/errors';
import { drawDetections, encodePicture, listPictures } from '@natiu/images';
import { createProgress, printJsonLine } from '@natiu/terminal';
import type { Command } from '@natiu/terminal';
import { predictPictures } from '../detection/predict-pictures.ts';
import type { PredictedPicture, UnreadablePicture } from '../detection/predict-pictures.ts';
import type { DeviceName, EngineName } from '../engine/candidates.ts';
import { addEngineOptions } from '../engine/engine-options.ts';
import { openModel } from '../engine/open-model.ts';
import { parseShare, parseWhole } from './parse-options.ts';

interface PredictCommandOptions {
  readonly model: string;
  readonly source: string;
  readonly savePictures?: string;
  readonly conf: number;
  readonly iou: number;
  readonly threads?: number;
  readonly engine: EngineName;
  readonly device?: DeviceName;
  readonly json?: boolean;
}

interface Source {
  /** Names of saved pictures are relative to it. */
  readonly root: string;
  readonly files: readonly string[];
}

async function findSource(source: string): Promise<Source> {
  const found = await stat(source).catch((cause: unknown) => {
    throw new NotFoundError(`There is no file or folder ${source}.`, { cause });
  });
  if (!found.isDirectory()) return { root: dirname(source), files: [source] };
  const files = await listPictures(source);
  if (files.length === 0) throw new InputError(`The folder ${source} holds no pictures.`);
  return { root: source, files };
}

function assertSaveFolder(folder: string | undefined, root: string): void {
  if (folder === undefined || resolve(folder) !== resolve(root)) return;
  throw new InputError(
    `--save-pictures ${folder} would overwrite the pictures themselves: name another folder.`,
  );
}

/** The name says the format, so `a.png` and `a.jpg` never collide. */
async function saveDrawn(one: PredictedPicture, folder: string, root: string): Promise<void> {
  const name = relative(root, one.file);
  const isJpeg = /^\.jpe?g$/i.test(extname(name));
  const isPng = extname(name).toLowerCase() === '.png';
  const target = join(folder, isJpeg || isPng ? name : `${name}.png`);
  const boxes = one.detections.map(({ boxXyxy, classIndex, score }) => ({
    boxXyxy,
    label: `${CLASS_NAMES[classIndex]} ${score.toFixed(2)}`,
  }));
  const drawn = await drawDetections(one.picture, boxes);
  await mkdir(dirname(target), { recursive: true });
  await writeFile(target, await encodePicture(drawn, { format: isJpeg ? 'jpeg' : 'png' }));
}

function describePicture(one: PredictedPicture): string {
  const counts = CLASS_NAMES.map((name, index) => {
    const count = one.detections.filter((detection) => detection.classIndex === index).length;
    return count === 0 ? '' : `${count} ${name}`;
  }).filter((text) => text !== '');
  return `${one.file}: ${counts.length === 0 ? 'nothing' : counts.join(', ')}\n`;
}

function toJson(one: PredictedPicture) {
  return {
    file: one.file,
    width: one.picture.width,
    height: one.picture.height,
    inferenceMs: one.inferenceMs,
    detections: one.detections.map(({ boxXyxy, classIndex, score }) => ({
      class: CLASS_NAMES[classIndex],
      score,
      boxXyxy,
    })),
  };
}

async function runPrediction(options: PredictCommandOptions): Promise<void> {
  const { root, files } = await findSource(options.source);
  assertSaveFolder(options.savePictures, root);
  const session = await openModel(options.model, options);
  const progress = createProgress({ label: 'Predicting', total: files.length, unit: 'pictures' });
  const pictures: ReturnType<typeof toJson>[] = [];
  const lines: string[] = [];
  const unreadable: UnreadablePicture[] = [];
  try {
    const thresholds = { confidence: options.conf, iou: options.iou, maxDetections: 300 };
    for await (const one of predictPictures({ session, modelName: options.model, files, thresholds })) {
      progress.advance();
      if ('reason' in one) {
        unreadable.push(one);
        continue;
      }
      pictures.push(toJson(one));
      lines.push(describePicture(one));
      if (options.savePictures !== undefined) await saveDrawn(one, options.savePictures, root);
    }
  } finally {
    progress.finish();
    await session.release();
  }
  if (options.json) printJsonLine({ model: options.model, pictures, unreadable });
  else process.stdout.write(lines.join('') + describeUnreadable(unreadable));
  if (pictures.length > 0) return;
  throw new InputError(`None of ${files.length} picture(s) could be read. ${unreadable[0].reason}`);
}

function describeUnreadable(unreadable: readonly UnreadablePicture[]): string {
  if (unreadable.length === 0) return '';
  const lines = unreadable.map((one) => `  ${basename(one.file)}: ${one.reason}\n`);
  return `${unreadable.length} picture(s) could not be read:\n${lines.join('')}`;
}

/** `trainer predict`: what a model sees in pictures without labels. */
export function registerPredictCommand(program: Command): void {
  const command = program
    .command('predict')
    .description('find insects in a picture or in a folder of pictures')
    .requiredOption('--model <file>', 'the .onnx file that trainer export wrote')
    .requiredOption('--source <path>', 'a picture, or a folder that is searched with its subfolders')
    .option('--save-pictures <dir>', 'also save the pictures with the boxes drawn')
    .option('--conf <share>', 'lowest confidence that is reported', parseShare, 0.25)
    .option('--iou <share>', 'overlap above which the weaker of two boxes is dropped', parseShare, 0.7)
    .option('--threads <n>', 'threads for inference (default: all cores)', parseWhole(1))
    .option('--json', 'print one JSON object on the last line');
  addEngineOptions(command, 'onnx').action((options: PredictCommandOptions) => runPrediction(options));
}
