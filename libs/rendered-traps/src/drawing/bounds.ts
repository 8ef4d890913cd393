import type { Polyline } from './points.ts';
import type { Shape } from './shape.ts';

/** x1, y1, x2, y2 in pixels. */
export type BoxXyxy = readonly [number, number, number, number];

interface Extent {
  x1: number;
  y1: number;
  x2: number;
  y2: number;
}

/** Liang-Barsky: the part of a line inside a box, as shares 0..1 of its length; undefined when outside. */
function clipLine(line: BoxXyxy, box: BoxXyxy): [number, number] | undefined {
  const [ax, ay, bx, by] = line;
  const [dx, dy] = [bx - ax, by - ay];
  let [from, to] = [0, 1];
  const edges = [
    [-dx, ax - box[0]],
    [dx, box[2] - ax],
    [-dy, ay - box[1]],
    [dy, box[3] - ay],
  ];
  for (const [p, q] of edges) {
    if (p === 0 && q < 0) return undefined;
    if (p < 0) from = Math.max(from, q / p);
    if (p > 0) to = Math.min(to, q / p);
  }
  return from <= to ? [from, to] : undefined;
}

/** How a path is painted: half its line's width, and whether its ends are joined. */
interface Outline {
  readonly path: Polyline;
  readonly reach: number;
  readonly closed: boolean;
}

function growByPath(extent: Extent, { path, reach, closed }: Outline, frame: BoxXyxy): void {
  const count = path.length / 2;
  const segments = closed ? count : count - 1;
  for (let i = 0; i < segments; i += 1) {
    const j = (i + 1) % count;
    const [ax, ay, bx, by] = [path[2 * i], path[2 * i + 1], path[2 * j], path[2 * j + 1]];
    const inside = clipLine([ax, ay, bx, by], frame);
    if (!inside) continue;
    for (const t of inside) {
      const [x, y] = [ax + (bx - ax) * t, ay + (by - ay) * t];
      extent.x1 = Math.min(extent.x1, x - reach);
      extent.y1 = Math.min(extent.y1, y - reach);
      extent.x2 = Math.max(extent.x2, x + reach);
      extent.y2 = Math.max(extent.y2, y + reach);
    }
  }
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
    for (const path of shape.paths) growByPath(extent, { path, reach, closed }, frame);
  }
  if (extent.x1 > extent.x2) return undefined;
  return [
    Math.max(frame[0], extent.x1),
    Math.max(frame[1], extent.y1),
    Math.min(frame[2], extent.x2),
    Math.min(frame[3], extent.y2),
  ];
}

const EVERYWHERE: BoxXyxy = [-1e6, -1e6, 1e6, 1e6];

export function measureBounds(shapes: readonly Shape[]): BoxXyxy {
  return measureVisibleBounds(shapes, EVERYWHERE) ?? [0, 0, 0, 0];
}

export function boxArea([x1, y1, x2, y2]: BoxXyxy): number {
  return Math.max(0, x2 - x1) * Math.max(0, y2 - y1);
}

export function intersectBoxes(a: BoxXyxy, b: BoxXyxy): BoxXyxy {
  return [Math.max(a[0], b[0]), Math.max(a[1], b[1]), Math.min(a[2], b[2]), Math.min(a[3], b[3])];
}
