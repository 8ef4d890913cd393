import { posix } from 'node:path';
import { stemOf } from './file-tree.ts';

/** Where the labels of a picture may lie: the last folder `images` read as `labels`, or beside the picture. */
export function labelPathOf(picture: string): string[] {
  const folders = posix.dirname(picture).split('/');
  const file = `${stemOf(picture)}.txt`;
  const beside = posix.join(...folders, file);
  const images = folders.lastIndexOf('images');
  if (images < 0) return [beside];
  folders[images] = 'labels';
  return [posix.join(...folders, file), beside];
}
