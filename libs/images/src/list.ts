import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { InputError } from '@natiu/errors';

/** File name endings that are taken for pictures, lower case. */
export const PICTURE_EXTENSIONS: readonly string[] = [
  '.jpg',
  '.jpeg',
  '.png',
  '.webp',
  '.bmp',
  '.tif',
  '.tiff',
  '.gif',
];

const naturalOrder = new Intl.Collator('en', { numeric: true, sensitivity: 'variant' });

/** Natural order: `trap2.jpg` before `trap10.jpg`; ties by code unit, so that the order never depends on the host. */
export function comparePictureNames(a: string, b: string): number {
  return naturalOrder.compare(a, b) || (a < b ? -1 : a > b ? 1 : 0);
}

export function isPictureName(name: string): boolean {
  const dot = name.lastIndexOf('.');
  return dot > 0 && PICTURE_EXTENSIONS.includes(name.slice(dot).toLowerCase());
}

/**
 * All pictures in a folder and its subfolders, in natural order of their path; hidden files are left out.
 * @throws InputError when the folder does not exist or is not a folder
 */
export async function listPictures(dir: string): Promise<string[]> {
  const entries = await readdir(dir, { withFileTypes: true, recursive: true }).catch((cause: unknown) => {
    throw new InputError(`${dir}: no such folder, or it cannot be read`, { cause, details: { dir } });
  });
  return entries
    .filter((entry) => !entry.isDirectory() && !entry.name.startsWith('.') && isPictureName(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort(comparePictureNames);
}
