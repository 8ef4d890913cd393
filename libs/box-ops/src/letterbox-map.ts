import { InputError } from '@natiu/errors';
import type { BoxXyxy } from './box-format.ts';

export interface Size {
  readonly width: number;
  readonly height: number;
}

/** Where a picture lies inside the square (or rectangle) that a network takes. All lengths in pixels. */
export interface LetterboxMap {
  readonly original: Size;
  readonly target: Size;
  /** Target pixels per original pixel, the same along both axes. */
  readonly scale: number;
  /** Size of the resized picture inside the target. */
  readonly content: Size;
  readonly padLeft: number;
  readonly padTop: number;
  readonly padRight: number;
  readonly padBottom: number;
}

/** Half-way cases go to the even neighbour, so that sizes agree with tools that round this way. */
function roundHalfToEven(value: number): number {
  const floor = Math.floor(value);
  if (value - floor !== 0.5) return Math.round(value);
  return floor % 2 === 0 ? floor : floor + 1;
}

function assertSize(name: string, { width, height }: Size): void {
  if (Number.isInteger(width) && Number.isInteger(height) && width > 0 && height > 0) return;
  throw new InputError(`The ${name} must have a whole, positive width and height, not ${width} x ${height}.`);
}

/**
 * Largest placement of a picture inside `target` that keeps its proportions, centred; an odd pixel of padding
 * goes to the right or the bottom.
 * @param margin pixels of the target that stay free on every side
 * @throws InputError when a size is not a positive whole number or the margin leaves no room
 */
export function planLetterbox(original: Size, target: Size, margin = 0): LetterboxMap {
  assertSize('picture', original);
  assertSize('target', target);
  const inner = { width: target.width - 2 * margin, height: target.height - 2 * margin };
  if (!Number.isInteger(margin) || margin < 0 || inner.width < 1 || inner.height < 1) {
    throw new InputError(`A margin of ${margin} px does not fit into ${target.width} x ${target.height} px.`);
  }
  const scale = Math.min(inner.height / original.height, inner.width / original.width);
  const content = {
    width: Math.max(1, roundHalfToEven(original.width * scale)),
    height: Math.max(1, roundHalfToEven(original.height * scale)),
  };
  const halfX = (inner.width - content.width) / 2;
  const halfY = (inner.height - content.height) / 2;
  return {
    original: { width: original.width, height: original.height },
    target: { width: target.width, height: target.height },
    scale,
    content,
    padLeft: margin + Math.round(halfX - 0.1),
    padTop: margin + Math.round(halfY - 0.1),
    padRight: margin + Math.round(halfX + 0.1),
    padBottom: margin + Math.round(halfY + 0.1),
  };
}

function clip(value: number, low: number, high: number): number {
  return Math.min(Math.max(value, low), high);
}

/** A box in pixels of the network's input -> pixels of the original picture, clipped to the picture. */
export function boxXyxyToOriginal(map: LetterboxMap, boxXyxy: BoxXyxy): [number, number, number, number] {
  const [x1, y1, x2, y2] = boxXyxy;
  const { width, height } = map.original;
  return [
    clip((x1 - map.padLeft) / map.scale, 0, width),
    clip((y1 - map.padTop) / map.scale, 0, height),
    clip((x2 - map.padLeft) / map.scale, 0, width),
    clip((y2 - map.padTop) / map.scale, 0, height),
  ];
}

/** A box in pixels of the original picture -> pixels of the network's input, clipped to where the picture lies. */
export function boxXyxyToLetterbox(map: LetterboxMap, boxXyxy: BoxXyxy): [number, number, number, number] {
  const [x1, y1, x2, y2] = boxXyxy;
  const right = map.padLeft + map.content.width;
  const bottom = map.padTop + map.content.height;
  return [
    clip(x1 * map.scale + map.padLeft, map.padLeft, right),
    clip(y1 * map.scale + map.padTop, map.padTop, bottom),
    clip(x2 * map.scale + map.padLeft, map.padLeft, right),
    clip(y2 * map.scale + map.padTop, map.padTop, bottom),
  ];
}
