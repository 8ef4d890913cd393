import { readFile } from 'node:fs/promises';
import { extname } from 'node:path';
import type { ReferencePicture } from '@natiu/contracts';
import type { YoloPicture } from '@natiu/dataset';
import type { InferenceSession, Thresholds } from '@natiu/detector';
import { CLASS_NAMES } from '@natiu/domain';
import { InputError } from '@natiu/errors';
import type { ReferenceInput } from '@natiu/model-package';
import { predictPictures } from '../detection/predict-pictures.ts';

const PICTURES = 3;
/** Looked through for good ones; a package is not worth a whole pass. */
const LOOKED_AT = 40;

/** Pictures on which the model finds something, most classes first: a trap that gets them right runs the right model. */
export async function chooseReference(options: {
  session: InferenceSession;
  pictures: readonly YoloPicture[];
  thresholds: Thresholds;
}): Promise<ReferenceInput[]> {
  const { session, pictures, thresholds } = options;
  const files = pictures.slice(0, LOOKED_AT).map(({ file }) => file);
  const found: { file: string; detections: ReferencePicture['detections'] }[] = [];
  for await (const seen of predictPictures({ session, modelName: 'the model', files, thresholds })) {
    if ('reason' in seen) continue;
    const detections = seen.detections.map(({ classIndex, score, boxXyxy: [x1, y1, x2, y2] }) => ({
      class: CLASS_NAMES[classIndex]!,
      confidence: score,
      boxXyxy: [x1, y1, x2, y2] as [number, number, number, number],
    }));
    found.push({ file: seen.file, detections });
  }
  if (found.length === 0) throw new InputError('None of the reference pictures can be read.');
  const variety = ({ detections }: (typeof found)[number]) =>
    new Set(detections.map((one) => one.class)).size * 1_000 + Math.min(detections.length, 999);
  found.sort((a, b) => variety(b) - variety(a));
  return Promise.all(
    found.slice(0, PICTURES).map(async ({ file, detections }) => ({
      bytes: await readFile(file),
      extension: extname(file).toLowerCase(),
      detections,
    })),
  );
}
