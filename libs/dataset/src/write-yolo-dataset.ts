import { randomUUID } from 'node:crypto';
import { mkdir, rename, writeFile } from 'node:fs/promises';
import { basename, dirname, extname, join } from 'node:path';
import { InputError } from '@natiu/errors';
import type { SplitName } from './yolo-dataset.ts';
import type { YoloLabel } from './yolo-label.ts';

export interface WrittenPicture {
  /** File name with ending, such as `0001.jpg`; unique within its split. */
  readonly name: string;
  /** Encoded bytes, written as they are. */
  readonly bytes: Uint8Array;
  readonly labels: readonly YoloLabel[];
}

export interface WriteOptions {
  /** Pictures may come one by one, so that a large set need not fit into memory. */
  readonly splits: Partial<Record<SplitName, Iterable<WrittenPicture> | AsyncIterable<WrittenPicture>>>;
  /** In the order of `classIndex`. */
  readonly classNames: readonly string[];
  /** Comment lines at the top of data.yaml: where the pictures come from. */
  readonly comment?: string;
}

/**
 * Writes a folder in YOLO format. Every file appears whole or not at all, and `data.yaml` comes last: a folder that was
 * cut short cannot be opened by mistake.
 */
export async function writeYoloDataset(dir: string, options: WriteOptions): Promise<void> {
  const written: string[] = [];
  for (const split of ['train', 'valid', 'test'] as const) {
    const pictures = options.splits[split];
    if (pictures === undefined) continue;
    await writeSplit(join(dir, split), pictures, options.classNames.length);
    written.push(split === 'valid' ? 'val: valid/images' : `${split}: ${split}/images`);
  }
  const comment = (options.comment ?? '').split('\n').filter((line) => line !== '');
  const lines = [
    ...comment.map((line) => `# ${line}`),
    'path: .',
    ...written,
    `nc: ${options.classNames.length}`,
    `names: [${options.classNames.map((name) => JSON.stringify(name)).join(', ')}]`,
    '',
  ];
  await writeAtomically(join(dir, 'data.yaml'), lines.join('\n'));
}

async function writeSplit(
  dir: string,
  pictures: Iterable<WrittenPicture> | AsyncIterable<WrittenPicture>,
  classes: number,
): Promise<void> {
  await mkdir(join(dir, 'images'), { recursive: true });
  await mkdir(join(dir, 'labels'), { recursive: true });
  const names = new Set<string>();
  for await (const { name, bytes, labels } of pictures) {
    const stem = basename(name, extname(name));
    if (name !== basename(name) || stem === '' || names.has(stem))
      throw new InputError(`Picture name "${name}" is not a plain file name or occurs twice in ${dir}`);
    names.add(stem);
    const wrong = labels.find((label) => label.classIndex < 0 || label.classIndex >= classes);
    if (wrong !== undefined)
      throw new InputError(
        `${name}: class ${wrong.classIndex} is out of range, ${classes} classes are named`,
      );
    await writeAtomically(join(dir, 'labels', `${stem}.txt`), formatLabels(labels));
    if (labels.some(({ weight = 1 }) => weight !== 1)) {
      await mkdir(join(dir, 'weights'), { recursive: true });
      await writeAtomically(join(dir, 'weights', `${stem}.txt`), formatWeights(labels));
    }
    await writeAtomically(join(dir, 'images', name), bytes);
  }
}

/** One row per box; eight decimals are below a thousandth of a pixel on any camera. */
export function formatLabels(labels: readonly YoloLabel[]): string {
  return labels
    .map(({ classIndex, cx, cy, w, h }) =>
      [classIndex, ...[cx, cy, w, h].map((value) => Number(value.toFixed(8)))].join(' '),
    )
    .map((row) => `${row}\n`)
    .join('');
}

/** One row per box: how far training trusts it. */
function formatWeights(labels: readonly YoloLabel[]): string {
  return labels.map(({ weight = 1 }) => `${Number(weight.toFixed(6))}\n`).join('');
}

async function writeAtomically(file: string, content: string | Uint8Array): Promise<void> {
  const temporary = join(dirname(file), `.${basename(file)}.${randomUUID().slice(0, 8)}.part`);
  await writeFile(temporary, content);
  await rename(temporary, file);
}
