import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { createPictureRunner, readDetections } from '@natiu/detector';
import { CLASS_NAMES } from '@natiu/domain';
import { AppError } from '@natiu/errors';
import type { ScoredBox } from '@natiu/evaluation';
import { decodePicture } from '@natiu/images';
import { openInferenceSession } from '@natiu/onnx-runtime';
import { assertClassCount } from '../detection/evaluate-model.ts';
import { loadCheckpoint } from '../training/checkpoint.ts';
import { exportModel } from '../training/export-model.ts';
import { averagedVectors } from '../training/state.ts';
import { findCheckpoint } from './teacher.ts';

/** A teacher that says which insects it sees in a picture. */
export interface Labeller {
  readonly name: string;
  /** Of the ONNX file that answers. */
  readonly sha256: string;
  /**
   * Boxes in shares of the picture (0..1), one per insect whatever its class, best first; a string says why the picture
   * cannot be read.
   */
  label(file: string, confidence: number): Promise<ScoredBox[] | string>;
  release(): Promise<void>;
}

/** Two boxes that overlap more mean one insect, as on a trap. */
const SAME_INSECT_IOU = 0.5;
/** Narrower slivers at the edge of a picture are no labels. */
const MIN_SIDE = 1e-4;

async function readModel(model: string): Promise<Uint8Array> {
  if (model.endsWith('.onnx')) return readFile(model);
  const { settings, state } = await loadCheckpoint(await findCheckpoint(model));
  return exportModel(settings, averagedVectors(state));
}

/**
 * @param model an ONNX file, a run folder or a checkpoint
 * @throws NotFoundError or InputError when there is no such model
 */
export async function openLabeller(
  model: string,
  { threads, spin }: { threads?: number; spin?: boolean },
): Promise<Labeller> {
  // A missing ONNX file is explained by the session's own error.
  const bytes = model.endsWith('.onnx') ? undefined : await readModel(model);
  const session = await openInferenceSession(bytes ?? model, { threads, spin });
  const run = createPictureRunner({ session, modelName: model });
  return {
    name: basename(model),
    sha256: createHash('sha256')
      .update(bytes ?? (await readModel(model)))
      .digest('hex'),
    async label(file, confidence) {
      const picture = await decodePicture(file).catch((error: unknown) => {
        if (error instanceof AppError) return error.message;
        throw error;
      });
      if (typeof picture === 'string') return picture;
      const inferred = await run(picture);
      assertClassCount(inferred, model);
      const thresholds = { confidence, iou: SAME_INSECT_IOU, maxDetections: 300 };
      return readDetections(inferred, thresholds, { classAgnostic: true })
        .map((found) => toShares(found, picture))
        .filter(({ boxXyxy: [x1, y1, x2, y2] }) => x2 - x1 > MIN_SIDE && y2 - y1 > MIN_SIDE);
    },
    release: () => session.release(),
  };
}

function toShares(
  { boxXyxy, classIndex, score }: ScoredBox,
  size: { width: number; height: number },
): ScoredBox {
  const [x1, y1, x2, y2] = boxXyxy;
  const box = [x1 / size.width, y1 / size.height, x2 / size.width, y2 / size.height] as const;
  return { boxXyxy: box, classIndex, score };
}

/** One number per class of the project. */
export function emptyCounts(): number[] {
  return CLASS_NAMES.map(() => 0);
}
