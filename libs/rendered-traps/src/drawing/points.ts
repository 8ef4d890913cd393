/** x and y alternate: x0, y0, x1, y1, ... */
export type Polyline = readonly number[];
export type Point = readonly [number, number];

export interface SpinePlan {
  readonly start: Point;
  /** Radians, 0 = along +x. */
  readonly heading: number;
  readonly length: number;
  /** Radians by which the heading has turned at the end. */
  readonly bend: number;
  readonly steps?: number;
}

/** Points along an arc of constant curvature. */
export function traceSpine({ start, heading, length, bend, steps = 16 }: SpinePlan): Point[] {
  const points: Point[] = [start];
  let [x, y] = start;
  for (let i = 0; i < steps; i += 1) {
    const angle = heading + (bend * (i + 0.5)) / steps;
    x += (Math.cos(angle) * length) / steps;
    y += (Math.sin(angle) * length) / steps;
    points.push([x, y]);
  }
  return points;
}

/** Unit normal (left of the direction of travel) at point `i` of a spine. */
export function normalAt(spine: readonly Point[], i: number): Point {
  const [ax, ay] = spine[Math.max(0, i - 1)];
  const [bx, by] = spine[Math.min(spine.length - 1, i + 1)];
  const length = Math.hypot(bx - ax, by - ay) || 1;
  return [-(by - ay) / length, (bx - ax) / length];
}

/** Closed outline of a tube around a spine; `radiusAt` takes 0..1 along the spine. */
export function outlineTube(spine: readonly Point[], radiusAt: (t: number) => number): number[] {
  const left: number[] = [];
  const right: number[] = [];
  spine.forEach(([x, y], i) => {
    const [nx, ny] = normalAt(spine, i);
    const radius = radiusAt(i / (spine.length - 1));
    left.push(x + nx * radius, y + ny * radius);
    right.unshift(x - nx * radius, y - ny * radius);
  });
  return [...left, ...right];
}

export function outlineEllipse(center: Point, radii: Point, angle = 0, steps = 28): number[] {
  const points: number[] = [];
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  for (let i = 0; i < steps; i += 1) {
    const t = (i / steps) * Math.PI * 2;
    const [u, v] = [Math.cos(t) * radii[0], Math.sin(t) * radii[1]];
    points.push(center[0] + u * cos - v * sin, center[1] + u * sin + v * cos);
  }
  return points;
}

/** Rounds the corners of a polyline (Catmull-Rom), so that joints look grown instead of folded. */
export function smoothPoints(points: readonly Point[], perSegment = 5): Point[] {
  const out: Point[] = [points[0]];
  for (let i = 0; i + 1 < points.length; i += 1) {
    const a = points[Math.max(0, i - 1)];
    const b = points[i];
    const c = points[i + 1];
    const d = points[Math.min(points.length - 1, i + 2)];
    for (let k = 1; k <= perSegment; k += 1) out.push(catmullRom([a, b, c, d], k / perSegment));
  }
  return out;
}

function catmullRom([a, b, c, d]: readonly Point[], t: number): Point {
  const at = (axis: 0 | 1): number =>
    b[axis] +
    0.5 *
      t *
      (c[axis] -
        a[axis] +
        t *
          (2 * a[axis] -
            5 * b[axis] +
            4 * c[axis] -
            d[axis] +
            t * (3 * (b[axis] - c[axis]) + d[axis] - a[axis])));
  return [at(0), at(1)];
}

export function flatten(points: readonly Point[]): number[] {
  return points.flatMap(([x, y]) => [x, y]);
}

/** The part of a spine between two shares (0..1) of its points, at least two points long. */
export function sliceSpine(spine: readonly Point[], from: number, to: number): Point[] {
  const last = spine.length - 1;
  const a = Math.max(0, Math.min(last - 1, Math.round(from * last)));
  const b = Math.max(a + 1, Math.min(last, Math.round(to * last)));
  return spine.slice(a, b + 1);
}
