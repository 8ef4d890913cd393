import { suppressNonMaximum } from '@natiu/box-ops';
import { InputError } from '@natiu/errors';
import type { Detection } from './detection.ts';

/** What a session returns. */
export interface Predictions {
  /** [batch, 4 + classes, anchors]: cx, cy, w, h in input pixels, then class scores 0..1 */
  readonly data: Float32Array;
  readonly shape: readonly number[];
}

export interface DecodeOptions {
  /** Only scores above this become candidates. */
  readonly confidence: number;
  /** A box may stand for every class above the threshold (evaluation) or for its best class (default). */
  readonly severalClassesPerBox?: boolean;
  /** Which picture of the batch; default 0. */
  readonly pictureIndex?: number;
}

/** Boxes before suppression, N of them. */
export interface Candidates {
  /** [N, 4] corners in pixels of the network's input */
  readonly boxesXyxy: Float32Array;
  /** [N] */
  readonly scores: Float32Array;
  /** [N] */
  readonly classes: Int32Array;
}

export interface SuppressOptions {
  readonly iou: number;
  readonly maxDetections: number;
  readonly classAgnostic?: boolean;
}

/** @throws InputError when shape and data do not belong together or a value is not finite */
export function assertPredictions({ data, shape }: Predictions, modelName = 'the model'): void {
  const count = shape.reduce((product, length) => product * length, 1);
  if (shape.length !== 3 || shape[1] < 5 || count !== data.length) {
    throw new InputError(
      `${modelName} returned predictions of shape [${shape.join(', ')}] with ${data.length} values; ` +
        `[batch, 4 + classes, anchors] is expected. Is it a detection model exported by Natiu?`,
    );
  }
  // One sum finds any NaN or infinity without a branch per value.
  let sum = 0;
  for (let i = 0; i < data.length; i += 1) sum += data[i] * 0;
  if (sum !== 0) {
    throw new InputError(
      `${modelName} returned values that are not finite numbers: its weights or the export are damaged.`,
    );
  }
}

/** Anchors (and their classes) above the threshold, as pairs anchor, class. */
function findHits(scores: Float32Array, anchors: number, options: DecodeOptions): number[] {
  const classes = scores.length / anchors;
  const threshold = Math.fround(options.confidence);
  const hits: number[] = [];
  for (let a = 0; a < anchors; a += 1) {
    let best = 0;
    for (let c = 1; c < classes; c += 1) {
      if (scores[c * anchors + a] > scores[best * anchors + a]) best = c;
    }
    if (!(scores[best * anchors + a] > threshold)) continue;
    if (!options.severalClassesPerBox) {
      hits.push(a, best);
      continue;
    }
    for (let c = 0; c < classes; c += 1) if (scores[c * anchors + a] > threshold) hits.push(a, c);
  }
  return hits;
}

/**
 * Raw predictions -> boxes above the confidence threshold, in the order of the anchors.
 * @throws InputError when shape and data do not belong together
 */
export function decodePredictions(predictions: Predictions, options: DecodeOptions): Candidates {
  const [batch, rows, anchors] = predictions.shape;
  const picture = options.pictureIndex ?? 0;
  if (!(picture >= 0 && picture < batch)) {
    throw new InputError(`There is no picture ${picture} in predictions for ${batch}.`);
  }
  const start = picture * rows * anchors;
  const data = predictions.data.subarray(start, start + rows * anchors);
  const scores = data.subarray(4 * anchors);
  const hits = findHits(scores, anchors, options);
  const count = hits.length / 2;
  const out = {
    boxesXyxy: new Float32Array(count * 4),
    scores: new Float32Array(count),
    classes: new Int32Array(count),
  };
  for (let i = 0; i < count; i += 1) {
    const a = hits[i * 2];
    const c = hits[i * 2 + 1];
    const halfWidth = data[2 * anchors + a] / 2;
    const halfHeight = data[3 * anchors + a] / 2;
    out.boxesXyxy[i * 4] = data[a] - halfWidth;
    out.boxesXyxy[i * 4 + 1] = data[anchors + a] - halfHeight;
    out.boxesXyxy[i * 4 + 2] = data[a] + halfWidth;
    out.boxesXyxy[i * 4 + 3] = data[anchors + a] + halfHeight;
    out.scores[i] = scores[c * anchors + a];
    out.classes[i] = c;
  }
  return out;
}

/** Candidates -> detections in pixels of the network's input, best first. */
export function suppressCandidates(candidates: Candidates, options: SuppressOptions): Detection[] {
  const { boxesXyxy, scores, classes } = candidates;
  return Array.from(suppressNonMaximum(candidates, options), (index) => ({
    boxXyxy: [
      boxesXyxy[index * 4],
      boxesXyxy[index * 4 + 1],
      boxesXyxy[index * 4 + 2],
      boxesXyxy[index * 4 + 3],
    ] as const,
    score: scores[index],
    classIndex: classes[index],
  }));
}
