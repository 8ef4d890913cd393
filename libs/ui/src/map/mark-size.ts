const SMALLEST_PX = 7;
const LARGEST_PX = 26;
/** Marks without insects: large enough to see and to touch. */
const EMPTY_PX = 7;

/** Radius of a site's circle in px: its area grows with the count, the largest count gets the largest circle. */
export function radiusOfCount(count: number, largestCount: number): number {
  if (count <= 0 || largestCount <= 0) return EMPTY_PX;
  return Math.max(SMALLEST_PX, LARGEST_PX * Math.sqrt(Math.min(1, count / largestCount)));
}

/** Two or three round counts for the legend, from small to the largest on the map. */
export function pickLegendCounts(largestCount: number): number[] {
  if (largestCount < 1) return [];
  const power = 10 ** Math.floor(Math.log10(largestCount));
  const top = [5, 2, 1].map((step) => step * power).find((value) => value <= largestCount) ?? power;
  return [...new Set([Math.max(1, Math.round(top / 10)), Math.max(1, Math.round(top / 2)), top])];
}
