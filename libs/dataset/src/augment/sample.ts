import type { RandomStream } from '../random.ts';
import type { YoloLabel } from '../yolo-label.ts';
import { drawRandomAffine } from './affine.ts';
import { clipBox, isCandidate, toYoloLabel, transformBox } from './boxes.ts';
import type { PixelBox } from './boxes.ts';
import { createCanvas } from './canvas.ts';
import type { Canvas } from './canvas.ts';
import { drawColourTables, shiftColours } from './colour.ts';
import { composeMosaic, composeSingle } from './mosaic.ts';
import type { SamplePicture } from './mosaic.ts';
import { drawOrientation, orientLabel, planPlaneWalk } from './orientation.ts';
import type { AugmentationPlan } from './plan.ts';
import { warpToPlanes } from './warp.ts';

/** Gives picture `index` with its longer side resized to the training size. */
export type PictureSource = (index: number) => Promise<SamplePicture>;

export interface SampleRequest {
  readonly index: number;
  /** Pictures in the set; mosaic partners are drawn from all of them. */
  readonly count: number;
  readonly mosaic: boolean;
  readonly random: RandomStream;
}

/** Makes augmented samples one after another in its own buffers. */
export interface SampleMaker {
  /** @param out [3, S, S] uint8 RGB, overwritten */
  make(request: SampleRequest, out: Uint8Array): Promise<YoloLabel[]>;
}

const MOSAIC_PARTNERS = 3;

/**
 * The usual YOLOv8 pipeline: mosaic (or letterbox), random affine map, HSV shift, mirroring, quarter turns.
 * @param size S, side of the output in pixels
 */
export function createSampleMaker(plan: AugmentationPlan, size: number, source: PictureSource): SampleMaker {
  let singleCanvas: Canvas | undefined;
  let mosaicCanvas: Canvas | undefined;

  async function compose(request: SampleRequest): Promise<{ canvas: Canvas; boxes: PixelBox[] }> {
    const { index, count, random } = request;
    const isMosaic = random.next() < plan.mosaic && request.mosaic;
    if (!isMosaic) {
      singleCanvas ??= createCanvas(size);
      return { canvas: singleCanvas, boxes: composeSingle(singleCanvas, await source(index)) };
    }
    mosaicCanvas ??= createCanvas(2 * size);
    const partners = Array.from({ length: MOSAIC_PARTNERS }, () => random.below(count));
    const pictures = await Promise.all([index, ...partners].map(source));
    return { canvas: mosaicCanvas, boxes: composeMosaic(mosaicCanvas, pictures, random) };
  }

  async function make(request: SampleRequest, out: Uint8Array): Promise<YoloLabel[]> {
    const { random } = request;
    const { canvas, boxes } = await compose(request);
    const { matrix, zoom } = drawRandomAffine(plan, canvas.side, size, random);
    const colours = drawColourTables(plan, random);
    const orientation = drawOrientation(plan, random);
    warpToPlanes(canvas, matrix, planPlaneWalk(size, orientation), out);
    if (colours !== undefined) shiftColours(out, size * size, colours);
    return boxes
      .map((box) => ({ box, moved: clipBox(transformBox(box, matrix, plan.boxes), size) }))
      .filter(({ box, moved }) => isCandidate(box, moved, zoom))
      .map(({ moved }) => orientLabel(toYoloLabel(moved, size), orientation));
  }
  return { make };
}
