import { basename, dirname, extname, join, sep } from 'node:path';
import type { DatasetProblem } from './yolo-label.ts';

/**
 * Where the weights of a picture's label rows may lie: the last folder `images` becomes `weights`, the ending `.txt`.
 * @returns undefined for a picture outside a folder `images`: its labels lie beside it, and nothing else does
 */
export function weightFileOf(pictureFile: string): string | undefined {
  const parts = dirname(pictureFile).split(sep);
  const images = parts.lastIndexOf('images');
  if (images < 0) return undefined;
  parts[images] = 'weights';
  return join(parts.join(sep) || sep, `${basename(pictureFile, extname(pictureFile))}.txt`);
}

/** Reads one weight per label row, each above 0 and at most 1. @param rows of the label file */
export function parseWeights(
  text: string,
  file: string,
  rows: number,
): { weights: number[]; problems: DatasetProblem[] } {
  const weights: number[] = [];
  const problems: DatasetProblem[] = [];
  text.split(/\r?\n/).forEach((raw, index) => {
    const row = raw.trim();
    if (row === '') return;
    const weight = Number(row);
    weights.push(weight);
    if (weight > 0 && weight <= 1) return;
    const message = 'a weight is one number above 0 and at most 1';
    problems.push({ file, line: index + 1, row: row.slice(0, 200), message });
  });
  if (weights.length !== rows)
    problems.push({
      file,
      message: `${weights.length} weight(s) for ${rows} label row(s): one each is needed`,
    });
  return { weights, problems };
}

export function countRows(text: string): number {
  return text.split(/\r?\n/).filter((row) => row.trim() !== '').length;
}
