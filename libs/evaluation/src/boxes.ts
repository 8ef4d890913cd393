import type { BoxXyxy } from '@natiu/box-ops';
import { InputError } from '@natiu/errors';

/** An insect that a person marked. */
export interface TruthBox {
  /** Pixels of the picture. */
  readonly boxXyxy: BoxXyxy;
  readonly classIndex: number;
}

/** An insect that a model found; the detector's detections fit. */
export interface ScoredBox extends TruthBox {
  /** 0..1 */
  readonly score: number;
}

/** One entry per picture; both lists are in the same order of pictures. */
export type TruthByPicture = readonly (readonly TruthBox[])[];
export type ScoredByPicture = readonly (readonly ScoredBox[])[];

/** Best first; equal scores keep their order, so that figures are the same on every machine. */
export function sortByScore(boxes: readonly ScoredBox[]): ScoredBox[] {
  return [...boxes].sort((a, b) => b.score - a.score);
}

function assertBox(box: TruthBox, classCount: number, where: string): void {
  if (!Number.isInteger(box.classIndex) || box.classIndex < 0 || box.classIndex >= classCount) {
    throw new InputError(`${where}: class ${box.classIndex} is outside 0..${classCount - 1}.`);
  }
  if (!box.boxXyxy.every(Number.isFinite)) {
    throw new InputError(`${where}: the box [${box.boxXyxy.join(', ')}] is not finite.`);
  }
}

/** @throws InputError naming the picture (counted from 0) and what is wrong with it */
export function assertBoxes(truth: TruthByPicture, predictions: ScoredByPicture, classCount: number): void {
  if (truth.length !== predictions.length) {
    throw new InputError(`${truth.length} pictures were labelled, but ${predictions.length} were predicted.`);
  }
  truth.forEach((boxes, picture) => {
    for (const box of boxes) assertBox(box, classCount, `Picture ${picture}, label`);
    for (const box of predictions[picture]) {
      assertBox(box, classCount, `Picture ${picture}, prediction`);
      if (!Number.isFinite(box.score)) throw new InputError(`Picture ${picture}: a score is not a number.`);
    }
  });
}
