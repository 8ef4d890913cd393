import { iouMatrixXyxy } from '@natiu/box-ops';
import { sortByScore } from './boxes.ts';
import type { ScoredBox, ScoredByPicture, TruthBox, TruthByPicture } from './boxes.ts';

export interface ConfusionOptions {
  readonly classCount: number;
  /** Only detections above this take part; default 0.25. */
  readonly confidence?: number;
  /** Overlap above which a detection belongs to a box, whatever its class; default 0.45. */
  readonly iou?: number;
  /**
   * `complete` (default) counts every false detection; `reference` leaves out those in pictures where nothing
   * was matched, as Ultralytics 8.2.103 does.
   */
  readonly rule?: 'complete' | 'reference';
}

/** Pairs [truth, prediction]: best-overlapping first, every box and every detection at most once. */
function pairBoxes(
  truth: readonly TruthBox[],
  predictions: readonly ScoredBox[],
  iou: number,
): Map<number, number> {
  const ious = iouMatrixXyxy(
    truth.map((box) => box.boxXyxy),
    predictions.map((box) => box.boxXyxy),
  );
  const columns = predictions.length;
  const chosenBy = new Map<number, number>();
  for (let p = 0; p < columns; p += 1) {
    let best = -1;
    for (let t = 0; t < truth.length; t += 1) {
      const here = ious[t * columns + p];
      if (here > iou && (best < 0 || here >= ious[best * columns + p])) best = t;
    }
    if (best < 0) continue;
    const rival = chosenBy.get(best);
    if (rival === undefined || ious[best * columns + p] >= ious[best * columns + rival])
      chosenBy.set(best, p);
  }
  return chosenBy;
}

/**
 * Confusion matrix.
 * @returns [classes + 1][classes + 1]: rows predicted, columns true, the last one is background
 */
export function computeConfusion(
  truth: TruthByPicture,
  predictions: ScoredByPicture,
  options: ConfusionOptions,
): number[][] {
  const { classCount, confidence = 0.25, iou = 0.45, rule = 'complete' } = options;
  const matrix = Array.from({ length: classCount + 1 }, () => new Array<number>(classCount + 1).fill(0));
  truth.forEach((boxes, picture) => {
    const found = sortByScore(predictions[picture]).filter((one) => one.score > confidence);
    const pairs = pairBoxes(boxes, found, iou);
    boxes.forEach((box, t) => {
      const p = pairs.get(t);
      matrix[p === undefined ? classCount : found[p].classIndex][box.classIndex] += 1;
    });
    if (rule === 'reference' && pairs.size === 0) return;
    const used = new Set(pairs.values());
    found.forEach((one, p) => {
      if (!used.has(p)) matrix[one.classIndex][classCount] += 1;
    });
  });
  return matrix;
}
