import { InputError } from '@natiu/errors';

/** A labelled box, normalised to the picture. */
export interface TruthBox {
  readonly classIndex: number;
  readonly cx: number;
  readonly cy: number;
  readonly w: number;
  readonly h: number;
  /** How far the box is trusted, 0..1; 1 when left out. */
  readonly weight?: number;
}

/**
 * Labels of a batch as the training step takes them: corners in pixels and one-hot classes, padded with zeros.
 * Arithmetic is rounded to float32 after every operation, as the reference does it.
 *
 * @throws InputError when a picture has more boxes than rows, or a class is out of range
 */
export function packTruth(
  labels: readonly (readonly TruthBox[])[],
  shape: { height: number; width: number; maxBoxes: number; classes: number },
): { truthBoxes: Float32Array; truthClasses: Float32Array } {
  const { maxBoxes, classes } = shape;
  const truthBoxes = new Float32Array(labels.length * maxBoxes * 4);
  const truthClasses = new Float32Array(labels.length * maxBoxes * classes);
  labels.forEach((boxes, picture) => {
    if (boxes.length > maxBoxes)
      throw new InputError(`A picture has ${boxes.length} boxes; the step holds ${maxBoxes}.`);
    boxes.forEach((box, row) => {
      if (!(box.classIndex >= 0 && box.classIndex < classes))
        throw new InputError(`There is no class ${box.classIndex}.`);
      const at = picture * maxBoxes + row;
      truthBoxes.set(cornersInPixels(box, shape), at * 4);
      truthClasses[at * classes + box.classIndex] = 1;
    });
  });
  return { truthBoxes, truthClasses };
}

/** How far each box of a batch is trusted, row by row as in `packTruth`: [B, M, 1]. */
export function packWeights(labels: readonly (readonly TruthBox[])[], maxBoxes: number): Float32Array {
  const weights = new Float32Array(labels.length * maxBoxes).fill(1);
  labels.forEach((boxes, picture) =>
    boxes.forEach(({ weight = 1 }, row) => (weights[picture * maxBoxes + row] = weight)),
  );
  return weights;
}

function cornersInPixels(box: TruthBox, shape: { height: number; width: number }): number[] {
  const { fround } = Math;
  const cx = fround(fround(box.cx) * shape.width);
  const cy = fround(fround(box.cy) * shape.height);
  const halfWidth = fround(fround(box.w) * shape.width) / 2;
  const halfHeight = fround(fround(box.h) * shape.height) / 2;
  return [cx - halfWidth, cy - halfHeight, cx + halfWidth, cy + halfHeight];
}
