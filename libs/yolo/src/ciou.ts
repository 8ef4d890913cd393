import { ops } from '@natiu/tensor-graph';
import type { Value } from '@natiu/tensor-graph';
import type { Corners } from './head-maps.ts';

const EPSILON = 1e-7;

/** Width, height and aspect angle of boxes, before any broadcast. */
function extents(box: Corners) {
  const width = ops.sub(box.x2, box.x1);
  const height = ops.add(ops.sub(box.y2, box.y1), EPSILON);
  return { width, height, angle: ops.atan(ops.div(width, height)) };
}

/**
 * Complete IoU of two sets of boxes whose coordinates broadcast against each other.
 *
 * iou - centre distance^2 / diagonal^2 of the enclosing box - alpha * v, with v the squared difference of the aspect
 * angles times 4 / pi^2. The weight alpha is a constant to the gradient.
 * Source: Zheng et al., Distance-IoU Loss, arXiv:1911.08287, section 3.3.
 */
export function completeIou(a: Corners, b: Corners): Value {
  const { builder } = a.x1;
  const first = extents(a);
  const second = extents(b);
  const overlapX = ops.relu(ops.sub(ops.minimum(a.x2, b.x2), ops.maximum(a.x1, b.x1)));
  const overlapY = ops.relu(ops.sub(ops.minimum(a.y2, b.y2), ops.maximum(a.y1, b.y1)));
  const intersection = ops.mul(overlapX, overlapY);
  const areas = ops.add(ops.mul(first.width, first.height), ops.mul(second.width, second.height));
  const iou = ops.div(intersection, ops.add(ops.sub(areas, intersection), EPSILON));

  const enclosingX = ops.sub(ops.maximum(a.x2, b.x2), ops.minimum(a.x1, b.x1));
  const enclosingY = ops.sub(ops.maximum(a.y2, b.y2), ops.minimum(a.y1, b.y1));
  const diagonal = ops.add(ops.add(ops.square(enclosingX), ops.square(enclosingY)), EPSILON);
  const shiftX = ops.sub(ops.add(b.x1, b.x2), ops.add(a.x1, a.x2));
  const shiftY = ops.sub(ops.add(b.y1, b.y2), ops.add(a.y1, a.y2));
  const distance = ops.div(ops.add(ops.square(shiftX), ops.square(shiftY)), 4);

  const aspect = ops.mul(ops.square(ops.sub(second.angle, first.angle)), 4 / Math.PI ** 2);
  const alpha = builder.withoutGradient(() => ops.div(aspect, ops.add(ops.sub(aspect, iou), 1 + EPSILON)));
  return ops.sub(iou, ops.add(ops.div(distance, diagonal), ops.mul(aspect, alpha)));
}
