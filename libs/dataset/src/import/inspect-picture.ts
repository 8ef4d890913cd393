import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { AppError } from '@natiu/errors';
import { decodePicture, hashPixels, readPictureInfo, shrinkToGrey } from '@natiu/images';
import type { SplitName } from '../yolo-dataset.ts';
import type { ForeignPicture, Refusal } from './foreign.ts';
import { judgeBoxes } from './judge-boxes.ts';
import type { Finding, NamedLabel, PlacedBox } from './judge-boxes.ts';
import { judgeFrame, turnBoxUpright } from './upright.ts';

/** Side of the small grey picture that near-duplicates are told by. */
export const SKETCH_SIDE = 32;

/** A picture that was opened and found usable. */
export interface InspectedPicture {
  /** Below the source's folder, forward slashes. */
  readonly path: string;
  readonly file: string;
  readonly split?: SplitName;
  /** Pictures of one group never come into different splits. */
  readonly group: string;
  /** Upright. */
  readonly width: number;
  readonly height: number;
  readonly fileSha256: string;
  /** Over the decoded, upright pixels. */
  readonly pixelSha256: string;
  readonly labels: readonly NamedLabel[];
  readonly annotation: ForeignPicture['annotation'];
  readonly findings: readonly Finding[];
  /** [SKETCH_SIDE, SKETCH_SIDE] grey levels */
  readonly sketch: Uint8Array;
}

/** Standard deviation of grey levels below which a picture shows nothing: a covered lens, a white frame. */
const BLANK_DEVIATION = 1.5;

interface Place {
  readonly file: string;
  readonly group: string;
}

/** Opens one picture, turns its boxes upright and judges them. Never throws for bad pictures: they come back refused. */
export async function inspectPicture(
  picture: ForeignPicture,
  { file, group }: Place,
): Promise<InspectedPicture | Refusal> {
  const { path, split, annotation } = picture;
  try {
    const bytes = await readFile(file);
    const pixels = await decodePicture(bytes, path);
    const info = await readPictureInfo(bytes, path);
    const frame = judgeFrame(info, picture.declaredSize);
    if (frame === 'unknown' && picture.boxes.length > 0) return refuseSize(picture, pixels);
    const boxes = picture.boxes.map((box): PlacedBox => placeBox(box, picture, pixels));
    const upright =
      frame === 'stored' ? boxes.map((box) => ({ ...box, xyxy: turnBoxUpright(box.xyxy, info) })) : boxes;
    const { labels, findings, problems } = judgeBoxes(upright, pixels);
    if (problems.length > 0) return { path, kind: 'labels', reason: problems.join('; ') };
    const sketch = await shrinkToGrey(pixels, SKETCH_SIDE);
    return {
      ...{ path, file, split, group, annotation, labels, sketch },
      width: pixels.width,
      height: pixels.height,
      fileSha256: createHash('sha256').update(bytes).digest('hex'),
      pixelSha256: hashPixels(pixels),
      findings: [...describeWhole(picture, frame === 'stored', sketch), ...findings],
    };
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return { path, kind: 'unreadable', reason: error.message.replace(`${path}: `, '') };
  }
}

function placeBox(
  { className, xyxy, where }: ForeignPicture['boxes'][number],
  { unit }: ForeignPicture,
  { width, height }: { readonly width: number; readonly height: number },
): PlacedBox {
  if (unit === 'pixel') return { className, xyxy, where };
  const [x1, y1, x2, y2] = xyxy;
  return { className, where, xyxy: [x1 * width, y1 * height, x2 * width, y2 * height] };
}

function refuseSize(
  { path, declaredSize }: ForeignPicture,
  pixels: { readonly width: number; readonly height: number },
): Refusal {
  return {
    path,
    kind: 'labels',
    reason:
      `the boxes were drawn on ${declaredSize?.width} x ${declaredSize?.height} pixels, but the picture has ` +
      `${pixels.width} x ${pixels.height}: it was resized or turned since`,
  };
}

function describeWhole(picture: ForeignPicture, turned: boolean, sketch: Uint8Array): Finding[] {
  const findings: Finding[] = picture.notes.map((message) => ({ kind: 'note', message }));
  if (turned)
    findings.push({
      kind: 'turned-boxes',
      message: 'boxes were drawn on the picture before it was turned upright',
    });
  if (deviationOf(sketch) < BLANK_DEVIATION)
    findings.push({ kind: 'blank-picture', message: 'shows nothing: one grey level all over' });
  return findings;
}

function deviationOf(levels: Uint8Array): number {
  const mean = levels.reduce((sum, level) => sum + level, 0) / levels.length;
  return Math.sqrt(levels.reduce((sum, level) => sum + (level - mean) ** 2, 0) / levels.length);
}
