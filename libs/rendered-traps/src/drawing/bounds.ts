import type { Point, Polyline } from './points.ts';
import type { Shape } from './shape.ts';

/** x1, y1, x2, y2 in pixels. */
export type BoxXyxy = readonly [number, number, number, number];

interface Extent {
  x1: number;
  y1: number;
  x2: number;
  y2: number;
}

function includePoint(extent: Extent, x: number, y: number): void {
  if (x < extent.x1) extent.x1 = x;
  if (x > extent.x2) extent.x2 = x;
  if (y < extent.y1) extent.y1 = y;
  if (y > extent.y2) extent.y2 = y;
}

/** Cuts a polygon off where `axis` passes `limit`; `sign` 1 keeps what is above, -1 what is below. */
function cutPolygon(polygon: readonly Point[], axis: 0 | 1, sign: 1 | -1, limit: number): Point[] {
  const kept: Point[] = [];
  polygon.forEach((b, i) => {
    const a = polygon[(i + polygon.length - 1) % polygon.length];
    const [da, db] = [sign * (a[axis] - limit), sign * (b[axis] - limit)];
    if (da >= 0 !== db >= 0) {
      const t = da / (da - db);
      kept.push([a[0] + (b[0] - a[0]) * t, a[1] + (b[1] - a[1]) * t]);
    }
    if (db >= 0) kept.push(b);
  });
  return kept;
}

/** Sutherland-Hodgman: the part of a convex polygon inside a box. */
function clipPolygon(polygon: readonly Point[], box: BoxXyxy): readonly Point[] {
  let part = polygon;
  for (const axis of [0, 1] as const) {
    part = cutPolygon(part, axis, 1, box[axis]);
    part = cutPolygon(part, axis, -1, box[axis === 0 ? 2 : 3]);
  }
  return part;
}

/** The four corners of a thick line with square ends. */
function outlineLine([ax, ay, bx, by]: BoxXyxy, reach: number): Point[] {
  const length = Math.hypot(bx - ax, by - ay);
  const [u, v] = length > 0 ? [((bx - ax) / length) * reach, ((by - ay) / length) * reach] : [reach, 0];
  return [
    [ax - u - v, ay - v + u],
    [ax - u + v, ay - v - u],
    [bx + u + v, by + v - u],
    [bx + u - v, by + v + u],
  ];
}

/** Grows the extent by the part of a line, `reach` thick on either side, that lies in the frame. */
function growByLine(extent: Extent, line: BoxXyxy, reach: number, frame: BoxXyxy): void {
  const [ax, ay, bx, by] = line;
  const [x1, x2] = [Math.min(ax, bx) - reach, Math.max(ax, bx) + reach];
  const [y1, y2] = [Math.min(ay, by) - reach, Math.max(ay, by) + reach];
  if (x2 < frame[0] || y2 < frame[1] || x1 > frame[2] || y1 > frame[3]) return;
  if (x1 >= frame[0] && y1 >= frame[1] && x2 <= frame[2] && y2 <= frame[3]) {
    includePoint(extent, x1, y1);
    includePoint(extent, x2, y2);
    return;
  }
  for (const [x, y] of clipPolygon(outlineLine(line, reach), frame)) includePoint(extent, x, y);
}

/**
 * Bounds of what `shapes` paint inside `frame`, both in pixels; foreign shapes do not count.
 * @returns undefined when nothing is inside
 */
export function measureVisibleBounds(shapes: readonly Shape[], frame: BoxXyxy): BoxXyxy | undefined {
  const extent: Extent = { x1: Infinity, y1: Infinity, x2: -Infinity, y2: -Infinity };
  for (const shape of shapes) {
    if (shape.foreign) continue;
    const reach = (shape.stroke?.width ?? 0) / 2;
    const closed = shape.closed ?? shape.fill !== undefined;
    for (const path of shape.paths) {
      for (const line of listLines(path, closed)) growByLine(extent, line, reach, frame);
    }
  }
  return extent.x1 > extent.x2 ? undefined : [extent.x1, extent.y1, extent.x2, extent.y2];
}

function* listLines(path: Polyline, closed: boolean): Generator<BoxXyxy> {
  const count = path.length / 2;
  for (let i = 0; i < (closed ? count : count - 1); i += 1) {
    const j = (i + 1) % count;
    yield [path[2 * i], path[2 * i + 1], path[2 * j], path[2 * j + 1]];
  }
}

/** Bounds of all that `shapes` paint, foreign ones included when asked for; pixels. */
export function measureBounds(shapes: readonly Shape[], withForeign = false): BoxXyxy {
  const extent: Extent = { x1: Infinity, y1: Infinity, x2: -Infinity, y2: -Infinity };
  for (const { paths, stroke, foreign } of shapes) {
    if (foreign && !withForeign) continue;
    const reach = (stroke?.width ?? 0) / 2;
    for (const path of paths) {
      for (let i = 0; i < path.length; i += 2) {
        includePoint(extent, path[i] - reach, path[i + 1] - reach);
        includePoint(extent, path[i] + reach, path[i + 1] + reach);
      }
    }
  }
  return extent.x1 > extent.x2 ? [0, 0, 0, 0] : [extent.x1, extent.y1, extent.x2, extent.y2];
}

export function boxArea([x1, y1, x2, y2]: BoxXyxy): number {
  return Math.max(0, x2 - x1) * Math.max(0, y2 - y1);
}

export function intersectBoxes(a: BoxXyxy, b: BoxXyxy): BoxXyxy {
  return [Math.max(a[0], b[0]), Math.max(a[1], b[1]), Math.min(a[2], b[2]), Math.min(a[3], b[3])];
}
