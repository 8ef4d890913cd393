import { iouXyxy } from '@natiu/box-ops';
import { InputError } from '@natiu/errors';
import type { ScoredByPicture, TruthBox } from '@natiu/evaluation';

/** A box that the picture already has. */
export interface KnownBox extends TruthBox {
  /** Whether a person stands behind it: such a box is never moved, renamed or dropped. */
  readonly confirmed: boolean;
}

export interface PseudoLabelRule {
  /** Lowest confidence per class; null where no box of the class may be taken. */
  readonly thresholds: readonly (number | null)[];
  /** `soft`: the confidence becomes the box's weight in the loss; `hard`: weight 1. */
  readonly weighting: 'hard' | 'soft';
  /** From this overlap on, a prediction is taken to mean the confirmed box and dropped. Default 0.5. */
  readonly confirmedIou?: number;
}

export interface ChosenBox extends TruthBox {
  readonly source: 'person' | 'teacher';
  readonly confirmed: boolean;
  /** The teacher's, absent for a person's box. */
  readonly confidence?: number;
  /** How far training trusts the box, 0..1. */
  readonly weight: number;
}

export interface PseudoLabels {
  readonly boxes: readonly ChosenBox[];
  /** Predictions that reached their threshold, per class, those dropped in favour of a person's box included. */
  readonly confident: readonly number[];
}

const CONFIRMED_IOU = 0.5;

/**
 * Chooses the boxes to train on, per picture: all confirmed boxes as they are, and the predictions that reach their
 * class's threshold and mean no confirmed box, whatever their class. Boxes that nobody confirmed give way.
 *
 * @param predictions per picture, after suppression @param known per picture, or undefined for unlabelled pictures
 * @throws InputError when the lists do not fit, or a class has no threshold
 */
export function choosePseudoLabels(
  predictions: ScoredByPicture,
  known: readonly (readonly KnownBox[])[] | undefined,
  rule: PseudoLabelRule,
): PseudoLabels[] {
  if (known && known.length !== predictions.length)
    throw new InputError(`${predictions.length} pictures were predicted, but ${known.length} have labels.`);
  return predictions.map((found, picture) => {
    const kept = (known?.[picture] ?? []).filter((box) => box.confirmed);
    const confident = new Array<number>(rule.thresholds.length).fill(0);
    const boxes: ChosenBox[] = kept.map(({ boxXyxy, classIndex }) => ({
      ...{ boxXyxy, classIndex },
      source: 'person',
      confirmed: true,
      weight: 1,
    }));
    for (const { boxXyxy, classIndex, score } of found) {
      const threshold = rule.thresholds[classIndex];
      if (threshold === undefined) throw new InputError(`Class ${classIndex} has no threshold.`);
      if (threshold === null || score < threshold) continue;
      confident[classIndex]! += 1;
      if (kept.some((box) => iouXyxy(box.boxXyxy, boxXyxy) >= (rule.confirmedIou ?? CONFIRMED_IOU))) continue;
      const weight = rule.weighting === 'soft' ? score : 1;
      boxes.push({ boxXyxy, classIndex, source: 'teacher', confirmed: false, confidence: score, weight });
    }
    return { boxes, confident };
  });
}
