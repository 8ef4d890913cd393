import { blurWide } from './blur.ts';
import type { Frame, Plane } from './frame.ts';
import { hashToUnit } from './noise.ts';

/** A painted cut-out, placed on the picture; colours are multiplied by alpha. */
export interface Layer {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
  /** [height, width, 4], 0..1 */
  readonly rgba: Float32Array;
}

export interface LayerSource {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
  /** [height, width, 4], colours not multiplied by alpha */
  readonly data: Uint8Array;
}

/** @param texture strength of the fine mottling that keeps painted surfaces from looking like plastic */
export function createLayer(source: LayerSource, texture: number, seed: number): Layer {
  const { data, left, top, width, height } = source;
  const rgba = new Float32Array(data.length);
  for (let i = 0; i < data.length; i += 4) {
    if (data[i + 3] === 0) continue;
    const alpha = data[i + 3] / 255;
    const mottle = 1 + (hashToUnit(seed + i) + hashToUnit(seed ^ (i + 77)) - 1) * texture;
    const scale = (alpha * mottle) / 255;
    rgba[i] = data[i] * scale;
    rgba[i + 1] = data[i + 1] * scale;
    rgba[i + 2] = data[i + 2] * scale;
    rgba[i + 3] = alpha;
  }
  return { left, top, width, height, rgba };
}

/** Puts a layer out of focus, in place. @param sigma pixels */
export function defocusLayer(layer: Layer, sigma: number): void {
  blurWide({ width: layer.width, height: layer.height, channels: 4, values: layer.rgba }, sigma);
}

/**
 * Bounds of all pixels inside a picture that are at least `threshold` opaque, in picture pixels.
 * @returns undefined when there is none
 */
export function measureOpaque(
  layer: Layer,
  picture: { width: number; height: number },
  threshold: number,
): [number, number, number, number] | undefined {
  const inside = overlapLayer(layer, picture, [0, 0]);
  let [x1, y1, x2, y2] = [Infinity, Infinity, -1, -1];
  for (let y = inside.y1; y < inside.y2; y += 1) {
    for (let x = inside.x1; x < inside.x2; x += 1) {
      if (layer.rgba[4 * (y * layer.width + x) + 3] < threshold) continue;
      x1 = Math.min(x1, x);
      x2 = Math.max(x2, x);
      y1 = Math.min(y1, y);
      y2 = y;
    }
  }
  const { left, top } = layer;
  return x2 < 0 ? undefined : [left + x1, top + y1, left + x2 + 1, top + y2 + 1];
}

interface Overlap {
  readonly x1: number;
  readonly x2: number;
  readonly y1: number;
  readonly y2: number;
  /** Where the layer's first pixel lies in the target. */
  readonly left: number;
  readonly top: number;
}

/** The rows and columns of a moved layer that lie on the target. */
function overlapLayer(
  layer: Layer,
  target: { width: number; height: number },
  shift: readonly [number, number],
): Overlap {
  const [left, top] = [layer.left + Math.round(shift[0]), layer.top + Math.round(shift[1])];
  return {
    left,
    top,
    x1: Math.max(0, -left),
    x2: Math.min(layer.width, target.width - left),
    y1: Math.max(0, -top),
    y2: Math.min(layer.height, target.height - top),
  };
}

/** Adds a layer's silhouette, moved by `shift` pixels, to a plane of shadow (0..1). */
export function castShadow(plane: Plane, layer: Layer, shift: readonly [number, number]): void {
  const { values } = plane;
  const { rgba } = layer;
  const { x1, x2, y1, y2, left, top } = overlapLayer(layer, plane, shift);
  for (let y = y1; y < y2; y += 1) {
    let from = 4 * (y * layer.width + x1) + 3;
    let to = (top + y) * plane.width + left + x1;
    for (let x = x1; x < x2; x += 1, from += 4, to += 1) if (rgba[from] > values[to]) values[to] = rgba[from];
  }
}

export function paintLayer(frame: Frame, layer: Layer): void {
  const { rgb } = frame;
  const { rgba } = layer;
  const { x1, x2, y1, y2, left, top } = overlapLayer(layer, frame, [0, 0]);
  for (let y = y1; y < y2; y += 1) {
    let from = 4 * (y * layer.width + x1);
    let to = 3 * ((top + y) * frame.width + left + x1);
    for (let x = x1; x < x2; x += 1, from += 4, to += 3) {
      const rest = 1 - rgba[from + 3];
      if (rest === 1) continue;
      rgb[to] = rgb[to] * rest + rgba[from];
      rgb[to + 1] = rgb[to + 1] * rest + rgba[from + 1];
      rgb[to + 2] = rgb[to + 2] * rest + rgba[from + 2];
    }
  }
}
