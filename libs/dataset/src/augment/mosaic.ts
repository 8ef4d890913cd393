import type { RandomStream } from '../random.ts';
import type { YoloLabel } from '../yolo-label.ts';
import { clipBox, hasArea, placeLabel } from './boxes.ts';
import type { PixelBox } from './boxes.ts';
import { clearCanvas, pasteInWindow, pasteOnCanvas } from './canvas.ts';
import type { Canvas, PixelSource } from './canvas.ts';

/** A picture whose longer side is the training size, with its labels. */
export interface SamplePicture extends PixelSource {
  readonly labels: readonly YoloLabel[];
}

/**
 * Four pictures around a random centre: top left, top right, bottom left, bottom right.
 * @param canvas side 2 S; the centre falls into [S/2, 3S/2] on both axes
 * @returns the boxes on the canvas, cut at its border
 */
export function composeMosaic(
  canvas: Canvas,
  pictures: readonly SamplePicture[],
  random: RandomStream,
): PixelBox[] {
  const size = canvas.side / 2;
  const centreY = Math.floor(random.uniform(size / 2, 2 * size - size / 2));
  const centreX = Math.floor(random.uniform(size / 2, 2 * size - size / 2));
  clearCanvas(canvas);
  const boxes: PixelBox[] = [];
  pictures.forEach((picture, index) => {
    const right = index % 2 === 1;
    const below = index >= 2;
    const left = right ? centreX : centreX - picture.width;
    const top = below ? centreY : centreY - picture.height;
    const window = {
      x1: right ? centreX : 0,
      y1: below ? centreY : 0,
      x2: right ? canvas.side : centreX,
      y2: below ? canvas.side : centreY,
    };
    pasteInWindow(canvas, picture, { left, top }, window);
    for (const label of picture.labels) {
      const place = { width: picture.width, height: picture.height, left, top };
      const box = clipBox(placeLabel(label, place), canvas.side);
      if (hasArea(box)) boxes.push(box);
    }
  });
  return boxes;
}

/**
 * One picture in the middle of the canvas.
 * Boxes move by the exact half of the free room, pixels by its rounded value: what the trained models were taught.
 */
export function composeSingle(canvas: Canvas, picture: SamplePicture): PixelBox[] {
  clearCanvas(canvas);
  const left = (canvas.side - picture.width) / 2;
  const top = (canvas.side - picture.height) / 2;
  pasteOnCanvas(canvas, picture, Math.round(left - 0.1), Math.round(top - 0.1));
  const place = { width: picture.width, height: picture.height, left, top };
  return picture.labels.map((label) => placeLabel(label, place));
}
