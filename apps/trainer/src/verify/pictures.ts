import { join } from 'node:path';
import { planLetterbox } from '@natiu/box-ops';
import { buildLabelBatch, letterboxFile } from '@natiu/dataset';
import type { LabelBatchMode } from '@natiu/dataset';
import { InputError } from '@natiu/errors';
import { z } from 'zod';
import { allowedFor, largestDifference, worstOf } from './compare.ts';
import type { Comparison } from './compare.ts';
import { verifyResult } from './golden-folder.ts';
import type { GoldenFolder, GoldenItem, VerifyResult } from './golden-folder.ts';
import { parseMeta } from './parse-meta.ts';

/** The reference resizes in fixed-point numbers, where a grey level may round the other way. */
const GREY_LEVELS = 1;

const LetterboxMeta = z.object({
  target: z.int().positive(),
  cases: z.record(
    z.string(),
    z.object({
      file: z.string(),
      h: z.int(),
      w: z.int(),
      direct: z.object({
        ratio: z.number(),
        new_unpad_wh: z.tuple([z.int(), z.int()]),
        left: z.int(),
        top: z.int(),
        right: z.int(),
        bottom: z.int(),
      }),
    }),
  ),
});
type LetterboxCase = z.infer<typeof LetterboxMeta>['cases'][string];

function geometryError({ h, w, direct }: LetterboxCase, target: number): number {
  const plan = planLetterbox({ width: w, height: h }, { width: target, height: target });
  return largestDifference(
    [
      plan.scale,
      plan.content.width,
      plan.content.height,
      plan.padLeft,
      plan.padTop,
      plan.padRight,
      plan.padBottom,
    ],
    [direct.ratio, ...direct.new_unpad_wh, direct.left, direct.top, direct.right, direct.bottom],
  );
}

/** Squares from pictures of several shapes: a trap's single step, and the data loader's two. */
export async function verifyLetterbox(folder: GoldenFolder): Promise<VerifyResult[]> {
  const item = folder.item('letterbox_out');
  const { target, cases } = parseMeta(item.name, LetterboxMeta, item.meta);
  const results: VerifyResult[] = [];
  for (const [name, one] of Object.entries(cases)) {
    const found = await letterboxFile(join(folder.directory, one.file), target);
    const compare = (step: 'direct' | 'dataset'): Comparison => ({
      name: step,
      error: largestDifference(found[step], item.tensor(`${name}.${step}`, 'uint8').data),
      allowed: GREY_LEVELS,
    });
    results.push(
      worstOf(item.name, `${name}: pixels`, [compare('direct'), compare('dataset')]),
      // Whole pixels but for the ratio, which both sides divide in double precision.
      verifyResult(item.name, `${name}: geometry`, {
        worstError: geometryError(one, target),
        allowed: 1e-12,
      }),
    );
  }
  return results;
}

const LabelsMeta = z.object({
  modes: z.record(
    z.enum(['train_noaug', 'val_square', 'val_rect_pad05']),
    z.object({
      order: z.array(z.string()),
      img_shape: z.array(z.int()),
      img_saved_rows: z.array(z.int()),
    }),
  ),
});
type LabelsMode = z.infer<typeof LabelsMeta>['modes'][LabelBatchMode];

/** Size of the square pictures of the item, taken from the mode that does not pad to rectangles. */
function imageSizeOf(modes: z.infer<typeof LabelsMeta>['modes']): number {
  const side = modes.val_square.img_shape.at(-1);
  if (side === undefined) throw new InputError('Item labels_batch: val_square has no picture shape.');
  return side;
}

async function verifyLabelMode(
  { directory, item }: { directory: string; item: GoldenItem },
  mode: LabelBatchMode,
  expected: LabelsMode,
  imageSize: number,
): Promise<VerifyResult[]> {
  const batch = await buildLabelBatch(join(directory, 'dataset/images'), mode, imageSize);
  const wrongNames = expected.order.filter((name, i) => name !== batch.files[i]).length;
  const missing = Math.abs(expected.order.length - batch.files.length);
  const compare = (found: ArrayLike<number>, name: string) =>
    largestDifference(found, item.tensors.get(`${mode}.${name}`)?.data ?? []);
  const pixels = batch.imageShape.slice(1).reduce((product, length) => product * length, 1);
  const saved = expected.img_saved_rows.map((row) => batch.images.subarray(row * pixels, (row + 1) * pixels));
  const exact = [
    { name: 'order of the files', error: wrongNames + missing, allowed: 0 },
    { name: 'shape', error: largestDifference(batch.imageShape, expected.img_shape), allowed: 0 },
    {
      name: 'picture of each box',
      error: compare(batch.batchIdx, 'batch_idx'),
      allowed: 0,
    },
    { name: 'class of each box', error: compare(batch.cls, 'cls'), allowed: 0 },
  ];
  return [
    worstOf(item.name, `${mode}: files, shape, classes`, exact),
    verifyResult(item.name, `${mode}: boxes`, {
      worstError: compare(batch.bboxes, 'bboxes'),
      // The item states no deviation: float32 rounding of shares of the picture.
      allowed: allowedFor(0, 1),
    }),
    verifyResult(item.name, `${mode}: pixels`, {
      worstError: compare(Buffer.concat(saved), 'img_uint8'),
      allowed: GREY_LEVELS,
    }),
  ];
}

/** A folder of labelled pictures as one batch: for training without augmentation, and for validation. */
export async function verifyLabelsBatch(folder: GoldenFolder): Promise<VerifyResult[]> {
  const item = folder.item('labels_batch');
  const { modes } = parseMeta(item.name, LabelsMeta, item.meta);
  const imageSize = imageSizeOf(modes);
  const results: VerifyResult[] = [];
  for (const [mode, expected] of Object.entries(modes) as [LabelBatchMode, LabelsMode][]) {
    const source = { directory: folder.directory, item };
    results.push(...(await verifyLabelMode(source, mode, expected, imageSize)));
  }
  return results;
}
