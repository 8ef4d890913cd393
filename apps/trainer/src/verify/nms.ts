import { decodePredictions, suppressCandidates } from '@natiu/detector';
import type { Detection } from '@natiu/detector';
import { InputError } from '@natiu/errors';
import { z } from 'zod';
import { verifyResult } from './golden-folder.ts';
import type { GoldenFolder, GoldenItem, VerifyResult } from './golden-folder.ts';

const CaseOptions = z.object({
  conf_thres: z.number(),
  iou_thres: z.number(),
  multi_label: z.boolean(),
  agnostic: z.boolean().default(false),
});
const Meta = z.object({ max_det: z.int(), max_nms: z.int(), cases: z.record(z.string(), CaseOptions) });
type Meta = z.infer<typeof Meta>;

/** Predictions without any box are listed without conditions: those of validation hold. */
const VALIDATION = { conf_thres: 0.001, iou_thres: 0.7, multi_label: true, agnostic: false };

/** The item states no deviation: single-precision rounding of coordinates up to a few hundred pixels. */
const ALLOWED = 1e-4;

/** Largest difference between two rows x1, y1, x2, y2, score; rows of different classes never fit. */
function rowDifference(found: Detection, expected: ArrayLike<number>): number {
  if (found.classIndex !== expected[5]) return Infinity;
  const corners = found.boxXyxy.map((value, i) => Math.abs(value - expected[i]));
  return Math.max(...corners, Math.abs(found.score - expected[4]));
}

/** Pairs rows by closeness, because the order among equal scores differs between libraries. */
function worstDifference(found: readonly Detection[], rows: readonly ArrayLike<number>[]): number {
  if (found.length !== rows.length) return Infinity;
  const left = new Set(found);
  let worst = 0;
  for (const row of rows) {
    let best: Detection | undefined;
    for (const one of left) {
      if (best === undefined || rowDifference(one, row) < rowDifference(best, row)) best = one;
    }
    if (best === undefined) return Infinity;
    left.delete(best);
    worst = Math.max(worst, rowDifference(best, row));
  }
  return worst;
}

function checkCase(item: GoldenItem, meta: Meta, name: string, parts: RegExpExecArray): VerifyResult {
  const [, input, mode, picture] = parts;
  const options = meta.cases[`${input}.${mode}`] ?? VALIDATION;
  const predictions = item.tensor(`${input}.pred`, 'float32');
  const candidates = decodePredictions(predictions, {
    confidence: options.conf_thres,
    severalClassesPerBox: options.multi_label,
    pictureIndex: Number(picture),
  });
  const found = suppressCandidates(candidates, {
    iou: options.iou_thres,
    maxDetections: meta.max_det,
    classAgnostic: options.agnostic,
  });
  const { shape, data } = item.tensor(name, 'float32');
  const rows = Array.from({ length: shape[0] }, (_, i) => data.subarray(i * 6, i * 6 + 6));
  return verifyResult(item.name, name, {
    worstError: worstDifference(found, rows),
    allowed: ALLOWED,
    note: `${found.length} boxes kept, ${rows.length} by the reference`,
  });
}

/** Decoding and suppression against the reference, in all the modes that the item holds. */
export function verifyNms(folder: GoldenFolder): VerifyResult[] {
  const item = folder.item('nms');
  const meta = Meta.safeParse(item.meta);
  if (!meta.success) throw new InputError(`Item nms: ${z.prettifyError(meta.error)}`);
  return [...item.tensors.keys()].flatMap((name) => {
    const parts = /^(.+)\.([^.]+)\.img(\d+)$/.exec(name);
    return parts ? [checkCase(item, meta.data, name, parts)] : [];
  });
}
