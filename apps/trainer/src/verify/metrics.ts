import { CLASS_NAMES } from '@natiu/domain';
import { InputError } from '@natiu/errors';
import {
  computeClassCurves,
  computeConfusion,
  evaluateDetections,
  matchDetections,
  matchPicture,
} from '@natiu/evaluation';
import type { ScoredBox, TruthBox } from '@natiu/evaluation';
import { z } from 'zod';
import { verifyResult } from './golden-folder.ts';
import type { GoldenFolder, GoldenItem, VerifyResult } from './golden-folder.ts';

/** Items that `verifyMetrics` reads. */
export const METRICS_ITEMS: readonly string[] = ['metrics_a', 'metrics_b_missing_classes'];

const Meta = z.object({
  images: z.int().positive(),
  /** How much the order among equal confidences changes the reference's own figures. */
  max_diff_stable_vs_default_sort: z.number().nonnegative(),
  map50: z.number(),
  map50_95: z.number(),
  confusion: z.object({ conf: z.number(), iou: z.number() }),
});
type Meta = z.infer<typeof Meta>;

/** Both sides compute in double precision; only the order of sums differs. */
const ROUNDING = 1e-9;

function readRows(item: GoldenItem, name: string): number[][] {
  const { shape, data } = item.tensor(name, 'float32');
  return Array.from({ length: shape[0] }, (_, i) => [...data.subarray(i * shape[1], (i + 1) * shape[1])]);
}

function readPictures(
  item: GoldenItem,
  pictures: number,
): { truth: TruthBox[][]; predictions: ScoredBox[][] } {
  const truth: TruthBox[][] = Array.from({ length: pictures }, () => []);
  const predictions: ScoredBox[][] = truth.map(() => []);
  for (const [picture, classIndex, x1, y1, x2, y2] of readRows(item, 'gt')) {
    truth[picture].push({ classIndex, boxXyxy: [x1, y1, x2, y2] });
  }
  for (const [picture, x1, y1, x2, y2, score, classIndex] of readRows(item, 'pred')) {
    predictions[picture].push({ classIndex, score, boxXyxy: [x1, y1, x2, y2] });
  }
  return { truth, predictions };
}

/** Infinity when the numbers of values differ. */
function worstDifference(found: ArrayLike<number>, expected: ArrayLike<number>): number {
  if (found.length !== expected.length) return Infinity;
  let worst = 0;
  for (let i = 0; i < found.length; i += 1) {
    const difference = Math.abs(found[i] - expected[i]);
    if (Number.isNaN(difference)) return Number.NaN;
    worst = Math.max(worst, difference);
  }
  return worst;
}

function verifyItem(item: GoldenItem, meta: Meta): VerifyResult[] {
  const { truth, predictions } = readPictures(item, meta.images);
  const compare = (check: string, found: ArrayLike<number>, key: string, allowed: number) => {
    const expected = item.tensors.get(key);
    if (!expected) throw new InputError(`Item ${item.name} has no tensor "${key}".`);
    return verifyResult(item.name, check, { worstError: worstDifference(found, expected.data), allowed });
  };
  const flags = truth.flatMap((boxes, i) => {
    const rows = matchPicture(boxes, predictions[i]);
    return predictions[i].flatMap((_, p) => rows.map((row) => row[p]));
  });
  const matched = matchDetections(truth, predictions);
  const curves = computeClassCurves(matched, 'reference');
  const newer = computeClassCurves(matched, 'new');
  const { conf: confidence, iou } = meta.confusion;
  const classCount = CLASS_NAMES.length;
  const confusion = computeConfusion(truth, predictions, { classCount, confidence, iou, rule: 'reference' });
  const spread = meta.max_diff_stable_vs_default_sort + ROUNDING;
  return [
    compare('matches at IoU 0.50..0.95', flags, 'tp', 0),
    compare('classes with ground truth', curves.classIndices, 'classes', 0),
    compare(
      'AP',
      curves.ap.flatMap((row) => [...row]),
      'ap_stable_f64',
      ROUNDING,
    ),
    compare('precision', curves.precision, 'p_stable_f64', ROUNDING),
    compare('recall', curves.recall, 'r_stable_f64', ROUNDING),
    compare('F1', curves.f1, 'f1_stable_f64', ROUNDING),
    compare(
      'AP, default order of ties',
      curves.ap.flatMap((row) => [...row]),
      'ap_f64',
      spread,
    ),
    // The item gives this rule in the default order of ties only, so twice what that order changes is allowed.
    compare(
      'AP, newer rule',
      newer.ap.flatMap((row) => [...row]),
      'ap_newrule_f64',
      2 * spread,
    ),
    compare('confusion matrix', confusion.flat(), 'confusion_f64', 0),
    ...verifyMeans(item, meta, { truth, predictions }),
  ];
}

function verifyMeans(
  item: GoldenItem,
  meta: Meta,
  { truth, predictions }: { truth: TruthBox[][]; predictions: ScoredBox[][] },
): VerifyResult[] {
  const report = evaluateDetections(truth, predictions, { classNames: CLASS_NAMES });
  const allowed = meta.max_diff_stable_vs_default_sort + ROUNDING;
  return [
    verifyResult(item.name, 'mAP50', { worstError: Math.abs(report.map50 - meta.map50), allowed }),
    verifyResult(item.name, 'mAP50-95', { worstError: Math.abs(report.map50To95 - meta.map50_95), allowed }),
  ];
}

/** Matching, AP under both of the reference's rules, precision, recall, F1 and confusion against the reference. */
export function verifyMetrics(folder: GoldenFolder, items = METRICS_ITEMS): VerifyResult[] {
  return items.flatMap((name) => {
    const item = folder.item(name);
    const meta = Meta.safeParse(item.meta);
    if (!meta.success) throw new InputError(`Item ${name}: ${z.prettifyError(meta.error)}`);
    return verifyItem(item, meta.data);
  });
}
