import { gradientsOf, GraphBuilder, ops } from '@natiu/tensor-graph';
import type { Graph, Value } from '@natiu/tensor-graph';
import { REG_MAX, STRIDES } from './architecture.ts';
import { flattenHeads, makeAnchors } from './head-maps.ts';
import { DEFAULT_GAINS, detectionLoss } from './loss.ts';
import type { StepShape } from './differentiate.ts';

/** Loss, assignment and the gradient of the head maps, from given head maps `head.p3` .. `head.p5` [B, 64 + classes, h, w]. */
export function buildLossGraph(shape: StepShape, classes: number): Graph {
  const builder = new GraphBuilder();
  const { batch, height, width, maxBoxes } = shape;
  const heads = STRIDES.map((stride, i) =>
    builder.input(`head.p${i + 3}`, 'float32', [
      batch,
      REG_MAX * 4 + classes,
      height / stride,
      width / stride,
    ]),
  );
  const truth = {
    boxesXyxy: builder.input('truthBoxes', 'float32', [batch, maxBoxes, 4]),
    classes: builder.input('truthClasses', 'float32', [batch, maxBoxes, classes]),
  };
  const levels = heads.map((head) => {
    const [box, cls] = ops.split(head, [REG_MAX * 4, classes], 1) as [Value, Value];
    return { box, cls };
  });
  const loss = detectionLoss(flattenHeads(levels), makeAnchors(builder, height, width), truth, DEFAULT_GAINS);
  const gradients = gradientsOf(loss.total, heads);
  const outputs: Record<string, Value> = { loss: ops.reshape(loss.total, [1]), lossParts: loss.parts };
  for (const [name, value] of Object.entries(loss.assignment)) outputs[`assign.${name}`] = value;
  gradients.forEach((gradient, i) => (outputs[`grad_head.p${i + 3}`] = gradient));
  return builder.build('yolov8-loss', outputs);
}
