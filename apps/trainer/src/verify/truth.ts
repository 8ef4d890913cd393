import { InputError } from '@natiu/errors';
import { packTruth } from '@natiu/yolo';
import type { TruthBox } from '@natiu/yolo';
import type { GoldenItem } from './golden-folder.ts';

/** Boxes per picture from the item's flat lists `batch_idx`, `cls`, `bboxes` (names with an optional prefix). */
export function readTruth(item: GoldenItem, pictures: number, prefix = ''): TruthBox[][] {
  const pictureOf = item.tensor(`${prefix}batch_idx`, 'int32').data;
  const classes = item.tensor(`${prefix}cls`, 'int32').data;
  const boxes = item.tensor(`${prefix}bboxes`, 'float32').data;
  const truth: TruthBox[][] = Array.from({ length: pictures }, () => []);
  pictureOf.forEach((picture, i) => {
    const [cx, cy, w, h] = boxes.subarray(4 * i, 4 * i + 4);
    if (!truth[picture]) throw new InputError(`Item ${item.name}: box ${i} belongs to no picture.`);
    truth[picture].push({ classIndex: classes[i], cx, cy, w, h });
  });
  return truth;
}

/** Rows of ground truth that a graph needs; one of them may stay empty, because a graph cannot have none. */
export function rowsFor(truth: readonly (readonly TruthBox[])[]): number {
  return Math.max(1, ...truth.map((boxes) => boxes.length));
}

export interface PictureSize {
  readonly height: number;
  readonly width: number;
  readonly classes: number;
}

export function packRows(truth: readonly (readonly TruthBox[])[], size: PictureSize, maxBoxes: number) {
  return packTruth(truth, { ...size, maxBoxes });
}
