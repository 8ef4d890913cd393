/** x1, y1, x2, y2: two corners, in pixels or as shares of the picture. */
export type BoxXyxy = readonly [number, number, number, number];
/** cx, cy, w, h: centre and size. */
export type BoxXywh = readonly [number, number, number, number];

export function xywhToXyxy([cx, cy, w, h]: BoxXywh): [number, number, number, number] {
  return [cx - w / 2, cy - h / 2, cx + w / 2, cy + h / 2];
}

export function xyxyToXywh([x1, y1, x2, y2]: BoxXyxy): [number, number, number, number] {
  return [(x1 + x2) / 2, (y1 + y2) / 2, x2 - x1, y2 - y1];
}

/** 0 for a box whose corners are in the wrong order. */
export function areaXyxy([x1, y1, x2, y2]: BoxXyxy): number {
  return Math.max(0, x2 - x1) * Math.max(0, y2 - y1);
}
