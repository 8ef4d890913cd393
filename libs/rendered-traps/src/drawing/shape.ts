import type { Point, Polyline } from './points.ts';

/** Red, green, blue; 0..255 each. */
export type Colour = readonly [number, number, number];

export interface GradientStop {
  /** 0..1 along the gradient. */
  readonly at: number;
  readonly colour: Colour;
  readonly opacity?: number;
}

export type Fill =
  | { readonly kind: 'flat'; readonly colour: Colour; readonly opacity?: number }
  | {
      readonly kind: 'linear';
      readonly from: Point;
      readonly to: Point;
      readonly stops: readonly GradientStop[];
    }
  | {
      readonly kind: 'radial';
      readonly center: Point;
      readonly radius: number;
      readonly stops: readonly GradientStop[];
    };

export interface Stroke {
  readonly colour: Colour;
  readonly width: number;
  readonly opacity?: number;
}

/** One painted thing. The same points are painted and measured, which is why labels are exact. */
export interface Shape {
  readonly paths: readonly Polyline[];
  readonly closed?: boolean;
  readonly fill?: Fill;
  readonly stroke?: Stroke;
  /** Dirt lying on an insect is painted with it but is no part of its box. */
  readonly foreign?: boolean;
}

/** From an insect's own coordinates (unit: its body length) to pixels. */
export interface Placement {
  readonly x: number;
  readonly y: number;
  /** Radians. */
  readonly angle: number;
  /** Pixels per unit. */
  readonly scale: number;
  readonly mirrored: boolean;
}

/** Thinner lines than this vanish when painted. */
const THINNEST_STROKE_PX = 0.35;

export function createMapper({ x, y, angle, scale, mirrored }: Placement): (p: Point) => Point {
  const [cos, sin] = [Math.cos(angle) * scale, Math.sin(angle) * scale];
  const flip = mirrored ? -1 : 1;
  return ([u, v]) => [x + u * cos - v * flip * sin, y + u * sin + v * flip * cos];
}

/** The same as `createMapper`, without a pair per point: an insect has thousands. */
function mapPath(path: Polyline, { x, y, angle, scale, mirrored }: Placement): number[] {
  const [cos, sin] = [Math.cos(angle) * scale, Math.sin(angle) * scale];
  const [vx, vy] = mirrored ? [-sin, -cos] : [sin, cos];
  const out = new Array<number>(path.length);
  for (let i = 0; i < path.length; i += 2) {
    out[i] = x + path[i] * cos - path[i + 1] * vx;
    out[i + 1] = y + path[i] * sin + path[i + 1] * vy;
  }
  return out;
}

function mapFill(fill: Fill, map: (p: Point) => Point, scale: number): Fill {
  if (fill.kind === 'linear') return { ...fill, from: map(fill.from), to: map(fill.to) };
  if (fill.kind === 'radial') return { ...fill, center: map(fill.center), radius: fill.radius * scale };
  return fill;
}

export function placeShapes(shapes: readonly Shape[], placement: Placement): Shape[] {
  const map = createMapper(placement);
  return shapes.map((shape) => ({
    ...shape,
    paths: shape.paths.map((path) => mapPath(path, placement)),
    fill: shape.fill && mapFill(shape.fill, map, placement.scale),
    stroke: shape.stroke && {
      ...shape.stroke,
      width: Math.max(THINNEST_STROKE_PX, shape.stroke.width * placement.scale),
    },
  }));
}

export function shadeColour([r, g, b]: Colour, factor: number): Colour {
  const limit = (v: number): number => Math.max(0, Math.min(255, Math.round(v * factor)));
  return [limit(r), limit(g), limit(b)];
}

export function mixColours(a: Colour, b: Colour, share: number): Colour {
  const mix = (i: 0 | 1 | 2): number => Math.round(a[i] + (b[i] - a[i]) * share);
  return [mix(0), mix(1), mix(2)];
}

export function flat(colour: Colour, opacity = 1): Fill {
  return { kind: 'flat', colour, opacity };
}
