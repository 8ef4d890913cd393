import type { Polyline } from './points.ts';
import type { Colour, Fill, GradientStop, Shape } from './shape.ts';

/** Hundredths of a pixel are below what painting can show and keep documents short. */
function round(value: number): number {
  return Math.round(value * 100) / 100;
}

function formatColour(colour: Colour): string {
  return `rgb(${colour[0] | 0},${colour[1] | 0},${colour[2] | 0})`;
}

function formatPath(path: Polyline, closed: boolean): string {
  let text = `M${round(path[0])} ${round(path[1])}`;
  for (let i = 2; i < path.length; i += 2) text += `L${round(path[i])} ${round(path[i + 1])}`;
  return closed ? `${text}Z` : text;
}

function formatStop({ at, colour, opacity }: GradientStop): string {
  const faded = opacity === undefined ? '' : ` stop-opacity="${round(opacity)}"`;
  return `<stop offset="${round(at)}" stop-color="${formatColour(colour)}"${faded}/>`;
}

function formatGradient(fill: Exclude<Fill, { kind: 'flat' }>, id: string): string {
  const stops = fill.stops.map(formatStop).join('');
  if (fill.kind === 'radial') {
    const { center, radius } = fill;
    return `<radialGradient id="${id}" gradientUnits="userSpaceOnUse" cx="${round(center[0])}" cy="${round(center[1])}" r="${round(radius)}">${stops}</radialGradient>`;
  }
  const { from, to } = fill;
  return `<linearGradient id="${id}" gradientUnits="userSpaceOnUse" x1="${round(from[0])}" y1="${round(from[1])}" x2="${round(to[0])}" y2="${round(to[1])}">${stops}</linearGradient>`;
}

function formatShape(shape: Shape, id: string): string {
  const { fill, stroke } = shape;
  const closed = shape.closed ?? fill !== undefined;
  const path = shape.paths.map((p) => formatPath(p, closed)).join('');
  let paint = 'fill="none"';
  if (fill?.kind === 'flat')
    paint = `fill="${formatColour(fill.colour)}" fill-opacity="${round(fill.opacity ?? 1)}"`;
  else if (fill) paint = `fill="url(#${id})"`;
  if (stroke) {
    paint += ` stroke="${formatColour(stroke.colour)}" stroke-width="${round(stroke.width)}" stroke-opacity="${round(stroke.opacity ?? 1)}"`;
  }
  const gradient = fill && fill.kind !== 'flat' ? formatGradient(fill, id) : '';
  return `${gradient}<path d="${path}" ${paint}/>`;
}

/** Part of the plane to paint, in pixels. */
export interface Viewport {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export function formatSvg(shapes: readonly Shape[], { x, y, width, height }: Viewport): string {
  const body = shapes.map((shape, i) => formatShape(shape, `g${i}`)).join('');
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="${x} ${y} ${width} ${height}"><g stroke-linecap="round" stroke-linejoin="round">${body}</g></svg>`;
}
