/** One insect found in one picture. */
export interface Detection {
  /** x1, y1, x2, y2 in pixels of the original picture. */
  readonly boxXyxy: readonly [number, number, number, number];
  /** 0..1 */
  readonly score: number;
  readonly classIndex: number;
}
