/** One box of a picture; centre and size as shares of the picture's width and height, 0..1. */
export interface YoloLabel {
  /** Index into the project's class order. */
  readonly classIndex: number;
  readonly cx: number;
  readonly cy: number;
  readonly w: number;
  readonly h: number;
  /** How far training trusts the box, 0..1; 1 when left out. */
  readonly weight?: number;
}

/** Something wrong with a data set; `line` counts from 1. */
export interface DatasetProblem {
  readonly file: string;
  readonly line?: number;
  readonly row?: string;
  readonly message: string;
}

export interface ParsedLabels {
  readonly labels: YoloLabel[];
  readonly problems: DatasetProblem[];
  /** Rows that said the same as an earlier one and were removed. */
  readonly duplicates: number;
}

export function describeProblem(problem: DatasetProblem): string {
  const place = problem.line === undefined ? problem.file : `${problem.file}:${problem.line}`;
  return `${place}: ${problem.message}${problem.row === undefined ? '' : ` (row: ${problem.row})`}`;
}

/**
 * Reads a YOLO label file: rows `class cx cy w h`. Empty text means background.
 * @param classMap label number in the file -> index in the project's class order
 * @param weights one per row that is not empty
 */
export function parseLabels(
  text: string,
  file: string,
  classMap: readonly number[],
  weights?: readonly number[],
): ParsedLabels {
  const labels: YoloLabel[] = [];
  const problems: DatasetProblem[] = [];
  const seen = new Set<string>();
  let duplicates = 0;
  let rows = 0;
  text.split(/\r?\n/).forEach((raw, index) => {
    const row = raw.trim();
    if (row === '') return;
    const weight = weights?.[rows++];
    const fields = row.split(/\s+/);
    const numbers = fields.map(Number);
    const message = findRowError(fields, numbers, classMap.length);
    if (message !== undefined) {
      problems.push({ file, line: index + 1, row: row.slice(0, 200), message });
      return;
    }
    const key = numbers.join(' ');
    if (seen.has(key)) {
      duplicates++;
      return;
    }
    seen.add(key);
    const [classNumber, cx, cy, w, h] = numbers;
    const trust = weight === undefined ? {} : { weight };
    labels.push({ classIndex: classMap[classNumber], cx, cy, w, h, ...trust });
  });
  return { labels: duplicates > 0 ? sortLabels(labels, classMap) : labels, problems, duplicates };
}

function findRowError(
  fields: readonly string[],
  numbers: readonly number[],
  classes: number,
): string | undefined {
  if (fields.length !== 5)
    return `a label row has 5 numbers "class cx cy w h", this one has ${fields.length} values`;
  const notNumber = numbers.findIndex((number) => !Number.isFinite(number));
  if (notNumber >= 0) return `"${fields[notNumber]}" is not a number`;
  const [classNumber, cx, cy, w, h] = numbers;
  if (!Number.isInteger(classNumber)) return `class ${fields[0]} is not a whole number`;
  if (classNumber < 0 || classNumber >= classes)
    return `class ${fields[0]} is out of range, data.yaml names classes 0 to ${classes - 1}`;
  const outside = [cx, cy, w, h].findIndex((value) => value < 0 || value > 1);
  if (outside >= 0)
    return `${['cx', 'cy', 'w', 'h'][outside]} is ${fields[outside + 1]}, but must lie within 0 and 1 (share of the picture)`;
  if (w <= 0 || h <= 0) return `the box has no area (w ${fields[3]}, h ${fields[4]})`;
  return undefined;
}

/** The usual toolkit's order after it removed duplicate rows: by class number, then position. */
function sortLabels(labels: YoloLabel[], classMap: readonly number[]): YoloLabel[] {
  const fileClass = (label: YoloLabel): number => classMap.indexOf(label.classIndex);
  return labels.sort(
    (a, b) => fileClass(a) - fileClass(b) || a.cx - b.cx || a.cy - b.cy || a.w - b.w || a.h - b.h,
  );
}
