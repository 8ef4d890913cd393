import { rasteriseSvg } from '@natiu/images';
import { intersectBoxes, measureBounds } from './drawing/bounds.ts';
import type { BoxXyxy } from './drawing/bounds.ts';
import type { Point } from './drawing/points.ts';
import type { Shape } from './drawing/shape.ts';
import { formatSvg } from './drawing/svg.ts';
import { darkenByShadow, softenShadow } from './light/camera.ts';
import { createPlane } from './light/frame.ts';
import type { Frame } from './light/frame.ts';
import { castShadow, createLayer, defocusLayer, measureOpaque } from './light/layer.ts';
import type { Layer } from './light/layer.ts';
import type { Specimen } from './scene/specimen.ts';
import type { TrapLook } from './scene/trap-look.ts';

/** An insect counts as visible where it is at least this opaque. */
const VISIBLE_OPACITY = 0.16;
/** Strength of the fine mottling of painted surfaces. */
const TEXTURE = 0.16;

export interface PaintPlan {
  /** 0, 0, width, height */
  readonly frame: BoxXyxy;
  /** Pixels around the shapes, for blur. */
  readonly margin: number;
  readonly textureSeed: number;
}

/** Paints shapes into a cut-out just large enough, `margin` pixels around them. */
export async function rasteriseLayer(
  shapes: readonly Shape[],
  { frame, margin, textureSeed }: PaintPlan,
): Promise<Layer | undefined> {
  if (shapes.length === 0) return undefined;
  const roomy: BoxXyxy = [frame[0] - margin, frame[1] - margin, frame[2] + margin, frame[3] + margin];
  const [x1, y1, x2, y2] = measureBounds(shapes, true);
  const window = intersectBoxes([x1 - margin, y1 - margin, x2 + margin, y2 + margin], roomy);
  const [left, top] = [Math.floor(window[0]), Math.floor(window[1])];
  const [width, height] = [Math.ceil(window[2]) - left, Math.ceil(window[3]) - top];
  if (width < 1 || height < 1) return undefined;
  const { data } = await rasteriseSvg(formatSvg(shapes, { x: left, y: top, width, height }), width, height);
  return createLayer({ left, top, width, height, data }, TEXTURE, textureSeed);
}

export async function rasteriseSpecimen(
  specimen: Specimen,
  frame: BoxXyxy,
  textureSeed: number,
): Promise<Layer | undefined> {
  // Blur carries in what lies outside the picture.
  const margin = Math.ceil(specimen.defocusPx * 3) + 2;
  const layer = await rasteriseLayer(specimen.shapes, { frame, margin, textureSeed });
  if (layer && specimen.defocusPx > 0) defocusLayer(layer, specimen.defocusPx);
  return layer;
}

/** Two shadows: the one under the insect, close and dark, and the one it casts. */
export function castShadows(frame: Frame, layers: readonly Layer[], look: TrapLook): void {
  const zoom = Math.min(frame.width, frame.height) / 224;
  const reach = look.bodyPx * zoom * look.shadowReach;
  const away: Point = [-Math.cos(look.lightAngle), -Math.sin(look.lightAngle)];
  const cast = createPlane(frame.width, frame.height);
  const contact = createPlane(frame.width, frame.height);
  for (const layer of layers) {
    castShadow(cast, layer, [away[0] * reach, away[1] * reach]);
    castShadow(contact, layer, [away[0] * zoom * 1.3, away[1] * zoom * 1.3]);
  }
  softenShadow(cast, look.shadowBlurPx * zoom);
  softenShadow(contact, 0.9);
  darkenByShadow(frame, cast, look.shadowStrength * 0.75);
  darkenByShadow(frame, contact, look.shadowStrength * 0.45);
}

/** The box of what a picture shows of a specimen, in pixels. */
export function labelBox(specimen: Specimen, layer: Layer | undefined, frame: BoxXyxy): BoxXyxy {
  if (specimen.defocusPx === 0 || !layer) return specimen.visibleBox;
  // Out of focus, thin legs dissolve: only what is left to see is in the box.
  return measureOpaque(layer, { width: frame[2], height: frame[3] }, VISIBLE_OPACITY) ?? specimen.visibleBox;
}
