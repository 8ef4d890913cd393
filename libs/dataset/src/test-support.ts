import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { CLASS_NAMES } from '@natiu/domain';
import { encodePicture } from '@natiu/images';
import type { RgbPicture } from '@natiu/images';

/** A folder for one test file, with a way to remove it. */
export async function makeTestFolder(): Promise<{ dir: string; remove: () => Promise<void> }> {
  const dir = await mkdtemp(join(tmpdir(), 'dataset-'));
  return { dir, remove: () => rm(dir, { recursive: true }) };
}

export async function writeFiles(
  dir: string,
  files: Readonly<Record<string, string | Uint8Array>>,
): Promise<void> {
  for (const [name, content] of Object.entries(files)) {
    await mkdir(dirname(join(dir, name)), { recursive: true });
    await writeFile(join(dir, name), content);
  }
}

export const DATA_YAML = `train: train/images\nval: valid/images\nnames: [${CLASS_NAMES.join(', ')}]\n`;

export function renderFlat(width: number, height: number, level: number): RgbPicture {
  return { width, height, data: new Uint8Array(width * height * 3).fill(level) };
}

export function encodePng(picture: RgbPicture): Promise<Uint8Array> {
  return encodePicture(picture, { format: 'png' });
}

/** Pictures of several shapes whose pixels tell them and their places apart, one box each. */
export async function writeSmallDataset(dir: string, count: number): Promise<void> {
  const files: Record<string, string | Uint8Array> = { 'data.yaml': DATA_YAML };
  for (let index = 0; index < count; index++) {
    const [width, height] = [40 + ((index * 7) % 30), 30 + ((index * 11) % 40)];
    const picture = renderFlat(width, height, 0);
    picture.data.forEach((_, at) => (picture.data[at] = (at * (index + 3)) % 251));
    const split = index % 4 === 3 ? 'valid' : 'train';
    files[`${split}/images/p${index}.png`] = await encodePng(picture);
    files[`${split}/labels/p${index}.txt`] = `${index % 5} 0.5 0.5 0.4 0.6\n`;
  }
  await writeFiles(dir, files);
}

/** Short stand-in for pictures: comparing megabytes element by element takes a test seconds. */
export function hashBytes(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
