import type { ForeignBox } from './foreign.ts';

export interface YoloRows {
  readonly boxes: readonly ForeignBox[];
  /** Rows that cannot be understood, with file and line. */
  readonly problems: readonly string[];
  /** Outlines of many points that were turned into boxes. */
  readonly outlines: number;
}

/**
 * Reads label rows as labelling tools write them: `class cx cy w h`, or an outline `class x1 y1 x2 y2 x3 y3 ...`.
 * Unlike the reader for training, numbers outside the picture pass: they are judged and reported with the picture.
 */
export function readYoloRows(text: string, file: string, classNames: readonly string[]): YoloRows {
  const boxes: ForeignBox[] = [];
  const problems: string[] = [];
  let outlines = 0;
  text.split(/\r?\n/).forEach((raw, index) => {
    const fields = raw.trim().split(/\s+/);
    if (fields[0] === '') return;
    const where = `${file}:${index + 1}`;
    const numbers = fields.map(Number);
    const problem = findProblem(fields, numbers, classNames.length);
    if (problem !== undefined) {
      problems.push(`${where}: ${problem}`);
      return;
    }
    if (fields.length > 5) outlines++;
    const xyxy = fields.length > 5 ? boundPoints(numbers.slice(1)) : toCorners(numbers);
    boxes.push({ className: classNames[numbers[0]], xyxy, where });
  });
  return { boxes, problems, outlines };
}

function findProblem(
  fields: readonly string[],
  numbers: readonly number[],
  classes: number,
): string | undefined {
  const isOutline = fields.length >= 7 && fields.length % 2 === 1;
  if (fields.length !== 5 && !isOutline)
    return `a row has 5 numbers "class cx cy w h" or an outline of 3 points and more, this one has ${fields.length} values`;
  const wrong = numbers.findIndex((number) => !Number.isFinite(number));
  if (wrong >= 0) return `"${fields[wrong].slice(0, 40)}" is not a number`;
  if (!Number.isInteger(numbers[0]) || numbers[0] < 0 || numbers[0] >= classes)
    return `class ${fields[0]} has no name, classes 0 to ${classes - 1} have one`;
  return undefined;
}

function toCorners([, cx, cy, w, h]: readonly number[]): [number, number, number, number] {
  return [cx - w / 2, cy - h / 2, cx + w / 2, cy + h / 2];
}

export function boundPoints(coordinates: readonly number[]): [number, number, number, number] {
  const xs = coordinates.filter((_, index) => index % 2 === 0);
  const ys = coordinates.filter((_, index) => index % 2 === 1);
  return [Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys)];
}
