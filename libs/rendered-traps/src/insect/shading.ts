import { flatten, normalAt, outlineEllipse, outlineTube, sliceSpine } from '../drawing/points.ts';
import type { Point } from '../drawing/points.ts';
import { shadeColour } from '../drawing/shape.ts';
import type { Colour, Fill, Shape } from '../drawing/shape.ts';

/** A rounded body lit from one side: dark rims, the brightest line shifted towards the light. */
export interface TubeShading {
  readonly spine: readonly Point[];
  readonly radiusAt: (t: number) => number;
  readonly colour: Colour;
  readonly light: Point;
  readonly opacity?: number;
}

function shadeAcross(shading: TubeShading, center: Point, normal: Point, radius: number): Fill {
  const { colour, light, opacity } = shading;
  const side = normal[0] * light[0] + normal[1] * light[1];
  const bright = 0.5 - 0.28 * side;
  const stop = (at: number, factor: number) => ({ at, colour: shadeColour(colour, factor), opacity });
  return {
    kind: 'linear',
    from: [center[0] + normal[0] * radius, center[1] + normal[1] * radius],
    to: [center[0] - normal[0] * radius, center[1] - normal[1] * radius],
    stops: [
      stop(0, 0.5 + 0.28 * Math.max(0, side)),
      stop(Math.max(0.05, bright - 0.22), 1.05),
      stop(bright, 1.45),
      stop(Math.min(0.95, bright + 0.25), 0.98),
      stop(1, 0.5 + 0.28 * Math.max(0, -side)),
    ],
  };
}

/** Paints the part of a tube between two shares of its spine. */
export function paintTube(shading: TubeShading, from = 0, to = 1): Shape {
  const part = sliceSpine(shading.spine, from, to);
  const middle = Math.floor(part.length / 2);
  const radius = Math.max(0.004, shading.radiusAt((from + to) / 2));
  const path = outlineTube(part, (t) => shading.radiusAt(from + (to - from) * t));
  return { paths: [path], fill: shadeAcross(shading, part[middle], normalAt(part, middle), radius) };
}

export interface BallShading {
  readonly center: Point;
  readonly radii: Point;
  readonly angle?: number;
  readonly colour: Colour;
  readonly light: Point;
  /** 0..1, how wet or polished it looks. */
  readonly gloss?: number;
}

export function paintBall({ center, radii, angle = 0, colour, light, gloss = 0.3 }: BallShading): Shape[] {
  const reach = Math.max(radii[0], radii[1]);
  const lit: Point = [center[0] + light[0] * reach * 0.35, center[1] + light[1] * reach * 0.35];
  const body: Shape = {
    paths: [outlineEllipse(center, radii, angle)],
    fill: {
      kind: 'radial',
      center: lit,
      radius: reach * 1.35,
      stops: [
        { at: 0, colour: shadeColour(colour, 1.38) },
        { at: 0.35, colour: shadeColour(colour, 1.1) },
        { at: 0.75, colour: shadeColour(colour, 0.72) },
        { at: 1, colour: shadeColour(colour, 0.45) },
      ],
    },
  };
  return gloss > 0 ? [body, paintGlint(lit, Math.min(radii[0], radii[1]) * 0.55, gloss)] : [body];
}

/** A soft highlight. */
export function paintGlint(center: Point, radius: number, strength: number): Shape {
  return {
    paths: [outlineEllipse(center, [radius, radius], 0, 14)],
    fill: {
      kind: 'radial',
      center,
      radius,
      stops: [
        { at: 0, colour: [255, 252, 244], opacity: strength },
        { at: 1, colour: [255, 252, 244], opacity: 0 },
      ],
    },
  };
}

export function paintLine(points: readonly Point[], width: number, colour: Colour, opacity = 1): Shape {
  return { paths: [flatten(points)], stroke: { colour, width, opacity } };
}
