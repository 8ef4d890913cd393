import { createHash } from 'node:crypto';
import type { Hash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import type { YoloDataset } from './yolo-dataset.ts';

/**
 * SHA-256 over all splits: class names, then per picture in name order its name, its bytes and its label file's bytes.
 * Lengths go in front of contents, so that no two different data sets give the same stream.
 */
export async function hashDataset(dataset: YoloDataset): Promise<string> {
  const hash = createHash('sha256');
  hash.update(`classes ${JSON.stringify(dataset.classNames)}\n`);
  for (const name of dataset.splitNames) {
    const pictures = [...dataset.split(name).pictures].sort((a, b) => (a.name < b.name ? -1 : 1));
    hash.update(`split ${name} ${pictures.length}\n`);
    for (const picture of pictures) {
      await hashFile(hash, `picture ${picture.name}`, picture.file);
      if (picture.labelFile !== undefined) await hashFile(hash, 'labels', picture.labelFile);
      if (picture.weightFile !== undefined) await hashFile(hash, 'weights', picture.weightFile);
    }
  }
  return hash.digest('hex');
}

async function hashFile(hash: Hash, title: string, file: string): Promise<void> {
  const { size } = await stat(file);
  hash.update(`${title} ${size}\n`);
  for await (const chunk of createReadStream(file)) hash.update(chunk as Buffer);
}
