import { blurPicture } from '@natiu/images';
import type { RgbPicture } from '@natiu/images';
import { composeAffine } from '../augment/affine.ts';
import type { Affine } from '../augment/affine.ts';
import { isCandidate, placeLabel, transformBox } from '../augment/boxes.ts';
import type { PixelBox } from '../augment/boxes.ts';
import { createCanvas, pasteOnCanvas } from '../augment/canvas.ts';
import { shiftColours } from '../augment/colour.ts';
import { orientLabel, planPlaneWalk } from '../augment/orientation.ts';
import type { Orientation } from '../augment/orientation.ts';
import { warpToPlanes } from '../augment/warp.ts';
import { createRandomStream } from '../random.ts';
import type { RandomStream } from '../random.ts';
import type { OfflinePlan } from '../version/version-manifest.ts';
import type { YoloLabel } from '../yolo-label.ts';
import { drawVariant } from './draw-variant.ts';
import type { Variant } from './draw-variant.ts';

export interface LabelledPicture {
  readonly picture: RgbPicture;
  readonly labels: readonly YoloLabel[];
}

/** Keeps these draws apart from those of online augmentation. */
const VARIANT_STREAM = 3;

/**
 * One variant of a training picture. Depends on the plan's seed and the keys only; size as the picture's, turned with it.
 * Boxes bound the moved ellipse inside the old box; what is left of less than a tenth of its area is dropped.
 * @param keys what tells this variant from all others: picture and number of the variant
 */
export async function varyPicture(
  { picture, labels }: LabelledPicture,
  plan: Extract<OfflinePlan, { name: 'study' }>,
  keys: readonly number[],
): Promise<LabelledPicture> {
  const random = createRandomStream(plan.seed, VARIANT_STREAM, ...keys);
  return applyVariant({ picture, labels }, drawVariant(random), random);
}

/** @param random draws which pixels are noise */
export async function applyVariant(
  { picture, labels }: LabelledPicture,
  variant: Variant,
  random: RandomStream,
): Promise<LabelledPicture> {
  const side = Math.max(picture.width, picture.height);
  const left = (side - picture.width) >> 1;
  const top = (side - picture.height) >> 1;
  const matrix = planMatrix(variant, { x: left + picture.width / 2, y: top + picture.height / 2 });
  const planes = new Uint8Array(3 * side * side);
  const canvas = createCanvas(side);
  pasteOnCanvas(canvas, picture, left, top);
  warpToPlanes(canvas, toPixelIndices(matrix), planPlaneWalk(side, UPRIGHT), planes);
  shiftColours(planes, side * side, makeColourTables(variant));
  const place = { width: picture.width, height: picture.height, left, top };
  const moved = labels.flatMap((label) => moveLabel(placeLabel(label, place), matrix, place));
  const framed = cutFrame(planes, side, place, variant.orientation);
  const blurred = await blurPicture(framed, variant.blurSigmaPx);
  addNoise(blurred, variant.noiseShare, random);
  return { picture: blurred, labels: moved.map((label) => orientLabel(label, variant.orientation)) };
}

const UPRIGHT: Orientation = { flipUd: false, flipLr: false, quarterTurns: 0 };

interface Frame {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** Rotation, then shear, about the middle of the picture. */
function planMatrix(variant: Variant, centre: { readonly x: number; readonly y: number }): Affine {
  const radians = Math.PI / 180;
  const cosine = Math.cos(variant.rotationDegrees * radians);
  const sine = Math.sin(variant.rotationDegrees * radians);
  const turn: Affine = [cosine, sine, 0, -sine, cosine, 0];
  const shear: Affine = [
    ...([1, Math.tan(variant.shearXDegrees * radians), 0] as const),
    ...([Math.tan(variant.shearYDegrees * radians), 1, 0] as const),
  ];
  const toOrigin: Affine = [1, 0, -centre.x, 0, 1, -centre.y];
  const back: Affine = [1, 0, centre.x, 0, 1, centre.y];
  return composeAffine(back, composeAffine(shear, composeAffine(turn, toOrigin)));
}

/** The same map for numbers of pixels, whose middles lie half a pixel further: boxes and pixels move alike. */
function toPixelIndices(matrix: Affine): Affine {
  return composeAffine([1, 0, -0.5, 0, 1, -0.5], composeAffine(matrix, [1, 0, 0.5, 0, 1, 0.5]));
}

/** The box of a moved insect as a share of the frame; nothing when too little of it is left. */
function moveLabel(box: PixelBox, matrix: Affine, { left, top, width, height }: Frame): YoloLabel[] {
  const bounds = transformBox(box, matrix, 'ellipse');
  const clip = (value: number, low: number, high: number): number => Math.min(high, Math.max(low, value));
  const cut: PixelBox = {
    classIndex: box.classIndex,
    x1: clip(bounds.x1, left, left + width),
    y1: clip(bounds.y1, top, top + height),
    x2: clip(bounds.x2, left, left + width),
    y2: clip(bounds.y2, top, top + height),
  };
  if (!isCandidate(bounds, cut, 1)) return [];
  return [
    {
      classIndex: box.classIndex,
      cx: ((cut.x1 + cut.x2) / 2 - left) / width,
      cy: ((cut.y1 + cut.y2) / 2 - top) / height,
      w: (cut.x2 - cut.x1) / width,
      h: (cut.y2 - cut.y1) / height,
    },
  ];
}

/** Brightness is a factor on V, exposure an exponent; hue stays. */
function makeColourTables({ saturationFactor, brightnessFactor, exposureExponent }: Variant) {
  const table = (change: (level: number) => number): Uint8Array =>
    Uint8Array.from({ length: 256 }, (_, level) => Math.min(255, Math.round(change(level))));
  return {
    hue: table((level) => level % 180),
    saturation: table((level) => level * saturationFactor),
    value: table((level) => 255 * Math.min(1, (level * brightnessFactor) / 255) ** exposureExponent),
  };
}

/** Cuts the picture's own frame out of the square, mirrors and turns it. */
function cutFrame(planes: Uint8Array, side: number, frame: Frame, orientation: Orientation): RgbPicture {
  const { flipUd, flipLr, quarterTurns } = orientation;
  const isSideways = quarterTurns % 2 === 1;
  const [width, height] = isSideways ? [frame.height, frame.width] : [frame.width, frame.height];
  const data = new Uint8Array(width * height * 3);
  const plane = side * side;
  for (let y = 0; y < frame.height; y++)
    for (let x = 0; x < frame.width; x++) {
      let [toX, toY] = [flipLr ? frame.width - 1 - x : x, flipUd ? frame.height - 1 - y : y];
      let turnedHeight = frame.height;
      let turnedWidth = frame.width;
      for (let turn = 0; turn < quarterTurns; turn++) {
        [toX, toY] = [turnedHeight - 1 - toY, toX];
        [turnedWidth, turnedHeight] = [turnedHeight, turnedWidth];
      }
      const from = (frame.top + y) * side + frame.left + x;
      const to = (toY * width + toX) * 3;
      data[to] = planes[from];
      data[to + 1] = planes[from + plane];
      data[to + 2] = planes[from + 2 * plane];
    }
  return { width, height, data };
}

/** At most this share of the pixels becomes black or white, half of the time each. */
function addNoise({ width, height, data }: RgbPicture, share: number, random: RandomStream): void {
  const count = width * height;
  for (let left = Math.floor(count * share); left > 0; left--) {
    const at = random.below(count) * 3;
    data.fill(random.next() < 0.5 ? 0 : 255, at, at + 3);
  }
}
