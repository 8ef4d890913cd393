/** For tests: the distillation losses in plain loops and double precision, written without the graphs' help. */
type Numbers = ArrayLike<number>;

interface HeadShape {
  readonly batch: number;
  readonly classes: number;
  readonly anchors: number;
}

interface Response {
  readonly temperature: number;
  readonly threshold: number;
}

const sigmoid = (x: number) => 1 / (1 + Math.exp(-x));

function softmax(values: readonly number[]): number[] {
  const exponentials = values.map((value) => Math.exp(value));
  const sum = exponentials.reduce((a, b) => a + b, 0);
  return exponentials.map((value) => value / sum);
}

/** KL(q || p) of two discrete distributions. */
const divergence = (q: readonly number[], p: readonly number[]) =>
  q.reduce((sum, share, i) => sum + share * Math.log(share / p[i]), 0);

/** Best class score of an anchor where it reaches the threshold, else 0. */
function anchorWeight(
  logits: Numbers,
  at: { picture: number; anchor: number },
  shape: HeadShape,
  threshold: number,
) {
  const { classes, anchors } = shape;
  let best = 0;
  for (let c = 0; c < classes; c += 1)
    best = Math.max(best, sigmoid(logits[(at.picture * classes + c) * anchors + at.anchor]));
  return best >= threshold ? best : 0;
}

/** Weighted sum over anchors of `lossAt`, divided by the sum of the weights, at least 1. */
function weightedMean(
  teacherClasses: Numbers,
  shape: HeadShape,
  threshold: number,
  lossAt: (picture: number, anchor: number) => number,
): number {
  let [sum, weights] = [0, 0];
  for (let picture = 0; picture < shape.batch; picture += 1) {
    for (let anchor = 0; anchor < shape.anchors; anchor += 1) {
      const weight = anchorWeight(teacherClasses, { picture, anchor }, shape, threshold);
      weights += weight;
      if (weight > 0) sum += weight * lossAt(picture, anchor);
    }
  }
  return sum / Math.max(weights, 1);
}

export function classDivergence(
  student: Numbers,
  teacher: Numbers,
  shape: HeadShape,
  { temperature, threshold }: Response,
): number {
  const { classes, anchors } = shape;
  const mean = weightedMean(teacher, shape, threshold, (picture, anchor) => {
    let sum = 0;
    for (let c = 0; c < classes; c += 1) {
      const at = (picture * classes + c) * anchors + anchor;
      const p = sigmoid(student[at] / temperature);
      const q = sigmoid(teacher[at] / temperature);
      sum += divergence([q, 1 - q], [p, 1 - p]);
    }
    return sum;
  });
  return mean * temperature ** 2;
}

export function boxDivergence(
  { student, teacher, teacherClasses }: { student: Numbers; teacher: Numbers; teacherClasses: Numbers },
  shape: HeadShape,
  { temperature, threshold }: Response,
): number {
  const mean = weightedMean(teacherClasses, shape, threshold, (picture, anchor) => {
    const sides = [0, 1, 2, 3].map((side) => {
      const bins = (logits: Numbers) =>
        softmax(
          Array.from({ length: 16 }, (_, bin) => {
            const row = picture * 64 + side * 16 + bin;
            return logits[row * shape.anchors + anchor] / temperature;
          }),
        );
      return divergence(bins(teacher), bins(student));
    });
    return sides.reduce((a, b) => a + b, 0) / 4;
  });
  return mean * temperature ** 2;
}

export function channelWiseDivergence(
  student: readonly Numbers[],
  teacher: readonly Numbers[],
  shapes: readonly (readonly number[])[],
  temperature: number,
): number {
  const levels = shapes.map(([batch, channels, height, width], level) => {
    const area = height * width;
    let sum = 0;
    for (let map = 0; map < batch * channels; map += 1) {
      const shares = (values: Numbers) =>
        softmax(Array.from({ length: area }, (_, i) => values[map * area + i] / temperature));
      sum += divergence(shares(teacher[level]), shares(student[level]));
    }
    return sum / (batch * channels);
  });
  return (temperature ** 2 * levels.reduce((a, b) => a + b, 0)) / levels.length;
}

/** @param confidence [B, 1, positions of all levels] */
export function projectedDifference(
  student: readonly Numbers[],
  teacher: readonly Numbers[],
  shapes: readonly (readonly number[])[],
  confidence: Numbers,
): number {
  const areas = shapes.map(([, , height, width]) => height * width);
  const positions = areas.reduce((a, b) => a + b, 0);
  let sum = 0;
  let start = 0;
  shapes.forEach(([batch, channels], level) => {
    for (let picture = 0; picture < batch; picture += 1) {
      for (let at = 0; at < areas[level]; at += 1) {
        let squares = 0;
        for (let c = 0; c < channels; c += 1) {
          const index = (picture * channels + c) * areas[level] + at;
          squares += (student[level][index] - teacher[level][index]) ** 2;
        }
        sum += (confidence[picture * positions + start + at] * squares) / channels;
      }
    }
    start += areas[level];
  });
  const weights = Array.from(confidence).reduce((a, b) => a + b, 0);
  return sum / Math.max(weights, 1);
}
