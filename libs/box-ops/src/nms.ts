import { InputError } from '@natiu/errors';

export interface NmsInput {
  /** [N, 4] corners in pixels */
  readonly boxesXyxy: Float32Array;
  /** [N] */
  readonly scores: Float32Array;
  /** [N] class of each box; without it (or with `classAgnostic`) all boxes compete. */
  readonly classes?: Int32Array;
}

export interface NmsOptions {
  /** A box is dropped when its IoU with a better one is above this. */
  readonly iou: number;
  readonly maxDetections: number;
  readonly classAgnostic?: boolean;
  /** Only this many best boxes are looked at. */
  readonly maxCandidates?: number;
}

/** Classes are kept apart by moving each onto its own island, this many pixels from the next. */
const CLASS_DISTANCE = 7680;
const MAX_CANDIDATES = 30_000;

function sortByScore(scores: Float32Array, limit: number): Uint32Array {
  const order = new Uint32Array(scores.length);
  for (let i = 0; i < order.length; i += 1) order[i] = i;
  // Equal scores stay in the order of the boxes: results are the same on every machine.
  order.sort((a, b) => scores[b] - scores[a] || a - b);
  return order.subarray(0, limit);
}

/** Boxes kept so far; room for all that can be kept. */
class KeptBoxes {
  count = 0;
  readonly indices: Uint32Array;
  /** x1, y1, x2, y2, area */
  private readonly values: Float32Array;
  private readonly groups: Int32Array;
  private readonly iou: number;

  constructor(capacity: number, iou: number) {
    this.indices = new Uint32Array(capacity);
    this.values = new Float32Array(capacity * 5);
    this.groups = new Int32Array(capacity);
    this.iou = iou;
  }

  /** Single precision on purpose, with boxes moved to their island: ties at the threshold fall as in float32 tools. */
  offer(index: number, boxesXyxy: Float32Array, group: number): void {
    const f = Math.fround;
    const offset = f(group * CLASS_DISTANCE);
    const x1 = f(boxesXyxy[index * 4] + offset);
    const y1 = f(boxesXyxy[index * 4 + 1] + offset);
    const x2 = f(boxesXyxy[index * 4 + 2] + offset);
    const y2 = f(boxesXyxy[index * 4 + 3] + offset);
    const area = f(f(x2 - x1) * f(y2 - y1));
    const { values, groups, iou } = this;
    for (let k = 0, v = 0; k < this.count; k += 1, v += 5) {
      if (groups[k] !== group) continue;
      const width = f(Math.min(x2, values[v + 2]) - Math.max(x1, values[v]));
      const height = f(Math.min(y2, values[v + 3]) - Math.max(y1, values[v + 1]));
      if (!(width > 0 && height > 0)) continue;
      const intersection = f(width * height);
      if (f(intersection / f(f(values[v + 4] + area) - intersection)) > iou) return;
    }
    values.set([x1, y1, x2, y2, area], this.count * 5);
    groups[this.count] = group;
    this.indices[this.count] = index;
    this.count += 1;
  }
}

/**
 * Greedy non-maximum suppression: the best box stays, boxes that overlap it too much go, and so on.
 * @returns indices of the boxes that stay, best first, at most `maxDetections`
 * @throws InputError when the arrays' lengths do not fit or a score is not a number
 */
export function suppressNonMaximum(input: NmsInput, options: NmsOptions): Uint32Array {
  const { boxesXyxy, scores, classes } = input;
  if (boxesXyxy.length !== scores.length * 4 || (classes && classes.length !== scores.length)) {
    throw new InputError(`${scores.length} scores need as many boxes and classes.`);
  }
  for (const score of scores) {
    if (Number.isNaN(score)) throw new InputError('A box has a score that is not a number.');
  }
  const order = sortByScore(scores, options.maxCandidates ?? MAX_CANDIDATES);
  const kept = new KeptBoxes(Math.min(order.length, options.maxDetections), options.iou);
  const groups = options.classAgnostic ? undefined : classes;
  for (const index of order) {
    if (kept.count >= options.maxDetections) break;
    kept.offer(index, boxesXyxy, groups ? groups[index] : 0);
  }
  return kept.indices.subarray(0, kept.count);
}
