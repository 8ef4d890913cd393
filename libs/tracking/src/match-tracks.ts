export type BoxXyxy = readonly [number, number, number, number];

export interface MatchSettings {
  /** Least overlap (IoU, 0..1) at which two boxes are the same insect whatever moved. */
  readonly iouMatch: number;
  /** Largest distance of centres, in mean box diagonals, at which boxes that overlap less may still match. */
  readonly centreGate: number;
}

const areaOf = ([x1, y1, x2, y2]: BoxXyxy) => Math.max(0, x2 - x1) * Math.max(0, y2 - y1);
const diagonalOf = ([x1, y1, x2, y2]: BoxXyxy) => Math.hypot(x2 - x1, y2 - y1);

function intersectionOverUnion(a: BoxXyxy, b: BoxXyxy): number {
  const width = Math.min(a[2], b[2]) - Math.max(a[0], b[0]);
  const height = Math.min(a[3], b[3]) - Math.max(a[1], b[1]);
  if (width <= 0 || height <= 0) return 0;
  const both = width * height;
  return both / (areaOf(a) + areaOf(b) - both);
}

function centreDistance(a: BoxXyxy, b: BoxXyxy): number {
  const distance = Math.hypot(a[0] + a[2] - b[0] - b[2], a[1] + a[3] - b[1] - b[3]) / 2;
  const diagonal = (diagonalOf(a) + diagonalOf(b)) / 2;
  return diagonal === 0 ? Infinity : distance / diagonal;
}

/**
 * How well two boxes show one insect: at least 1 for overlapping ones (more with more overlap), below 1 for those
 * that only lie near one another, 0 for no match. So every overlap is served before any mere neighbour.
 */
function affinity(a: BoxXyxy, b: BoxXyxy, settings: MatchSettings): number {
  const iou = intersectionOverUnion(a, b);
  if (iou >= settings.iouMatch && iou > 0) return 1 + iou;
  const distance = centreDistance(a, b);
  return distance < settings.centreGate ? 1 - distance / settings.centreGate : 0;
}

/**
 * Greedy one-to-one matching, best pair first; ties go to the lower indices, so the result is deterministic.
 * @returns for each box of `current`, the index in `previous` that it continues, or -1
 */
export function matchTracks(
  previous: readonly BoxXyxy[],
  current: readonly BoxXyxy[],
  settings: MatchSettings,
): number[] {
  const pairs: { from: number; to: number; affinity: number }[] = [];
  previous.forEach((box, from) => {
    current.forEach((other, to) => {
      const value = affinity(box, other, settings);
      if (value > 0) pairs.push({ from, to, affinity: value });
    });
  });
  pairs.sort((a, b) => b.affinity - a.affinity || a.from - b.from || a.to - b.to);
  const matched = current.map(() => -1);
  const taken = new Set<number>();
  for (const { from, to } of pairs) {
    if (matched[to] !== -1 || taken.has(from)) continue;
    matched[to] = from;
    taken.add(from);
  }
  return matched;
}
