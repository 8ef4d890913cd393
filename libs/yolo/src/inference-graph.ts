import { GraphBuilder, ops } from '@natiu/tensor-graph';
import type { Graph, Value } from '@natiu/tensor-graph';
import type { Architecture } from './architecture.ts';
import { inputParameters } from './flat-parameters.ts';
import { BATCH_NORM_EPSILON, forwardFolded, forwardInEvaluation, forwardInTraining } from './forward.ts';
import type { ParameterLookup } from './forward.ts';
import { decodeHeads, flattenHeads, makeAnchors } from './head-maps.ts';
import { layoutParameters, viewOf } from './parameters.ts';
import type { ParameterLayout, ParameterVectors } from './parameters.ts';

export interface PictureShape {
  readonly batch: number;
  readonly height: number;
  readonly width: number;
}

/** Convolution weights and biases with the batch norm that follows them folded in, by convolution name. */
export function foldBatchNorm(layout: ParameterLayout, vectors: ParameterVectors): Map<string, Float32Array> {
  const folded = new Map<string, Float32Array>();
  for (const spec of layout.specs) {
    if (spec.group !== 'weight') continue;
    const weight = viewOf(vectors, spec);
    const base = spec.name.replace(/\.weight$/, '');
    const norm = base.replace(/\.conv$/, '.bn');
    const scaleSpec = layout.byName.get(`${norm}.weight`);
    if (!base.endsWith('.conv') || !scaleSpec) {
      folded.set(spec.name, weight.slice());
      folded.set(`${base}.bias`, viewOf(vectors, layout.byName.get(`${base}.bias`)!).slice());
      continue;
    }
    const part = (suffix: string) => viewOf(vectors, layout.byName.get(`${norm}.${suffix}`)!);
    const [scale, shift, mean, variance] = [
      part('weight'),
      part('bias'),
      part('running_mean'),
      part('running_var'),
    ];
    const perFilter = spec.size / spec.shape[0]!;
    const bias = new Float32Array(spec.shape[0]!);
    const scaled = new Float32Array(spec.size);
    for (let k = 0; k < bias.length; k += 1) {
      const factor = scale[k]! / Math.sqrt(variance[k]! + BATCH_NORM_EPSILON);
      bias[k] = shift[k]! - mean[k]! * factor;
      for (let i = k * perFilter; i < (k + 1) * perFilter; i += 1) scaled[i] = weight[i]! * factor;
    }
    folded.set(spec.name, scaled);
    folded.set(`${base}.bias`, bias);
  }
  return folded;
}

/**
 * The network as traps run it: `images` [B, 3, H, W] (RGB / 255) -> `predictions` [B, 4 + classes, A], with batch norm
 * folded and the weights inside.
 */
export function buildInferenceGraph(
  architecture: Architecture,
  vectors: ParameterVectors,
  shape: PictureShape,
  metadata: Readonly<Record<string, string>> = {},
): Graph {
  const builder = new GraphBuilder();
  const image = builder.input('images', 'float32', [shape.batch, 3, shape.height, shape.width]);
  const { heads } = forwardFolded(architecture, image, lookUpFolded(builder, architecture, vectors));
  const predictions = decodeHeads(flattenHeads(heads), makeAnchors(builder, shape.height, shape.width));
  return builder.build(`yolov8${architecture.name}`, { predictions }, metadata);
}

/** Weights with batch norm folded, as constants under the reference's names: the file can start another training. */
function lookUpFolded(
  builder: GraphBuilder,
  architecture: Architecture,
  vectors: ParameterVectors,
): ParameterLookup {
  const layout = layoutParameters(architecture);
  const folded = foldBatchNorm(layout, vectors);
  return (name) => {
    const data = folded.get(name)!;
    const shapeOf =
      layout.byName.get(name)?.group === 'weight' ? layout.byName.get(name)!.shape : [data.length];
    return builder.constant(data, shapeOf, 'float32', name);
  };
}

/**
 * A frozen teacher on the pictures that the student sees: `images` uint8 [B, 3, H, W] -> `teacher.cls` [B, classes, A]
 * class logits, `teacher.box` [B, 64, A] side distributions (logits) and, when asked for, what enters the head:
 * `teacher.p3` .. `teacher.p5` [B, C, h, w].
 */
export function buildTeacherGraph(
  architecture: Architecture,
  vectors: ParameterVectors,
  shape: PictureShape & { readonly necks: boolean },
): Graph {
  const builder = new GraphBuilder();
  const pictures = builder.input('images', 'uint8', [shape.batch, 3, shape.height, shape.width]);
  const image = ops.div(ops.cast(pictures, 'float32'), 255);
  const { heads, necks } = forwardFolded(architecture, image, lookUpFolded(builder, architecture, vectors));
  const { cls, box } = flattenHeads(heads);
  const outputs: Record<string, Value> = { 'teacher.cls': cls, 'teacher.box': box };
  if (shape.necks) necks.forEach((neck, level) => (outputs[`teacher.p${level + 3}`] = neck));
  return builder.build(`yolov8${architecture.name}-teacher`, outputs);
}

/** Head maps and predictions with the weights as inputs, in evaluation or training mode: what parity checks compare. */
export function buildForwardGraph(
  architecture: Architecture,
  mode: 'evaluation' | 'training',
  shape: PictureShape,
): { graph: Graph; layout: ParameterLayout } {
  const builder = new GraphBuilder();
  const layout = layoutParameters(architecture);
  const pictures = builder.input('images', 'uint8', [shape.batch, 3, shape.height, shape.width]);
  const image = ops.div(ops.cast(pictures, 'float32'), 255);
  const { lookup } = inputParameters(builder, layout);
  const { heads } =
    mode === 'evaluation'
      ? forwardInEvaluation(architecture, image, lookup)
      : forwardInTraining(architecture, image, lookup);
  const outputs: Record<string, Value> = {
    decoded: decodeHeads(flattenHeads(heads), makeAnchors(builder, shape.height, shape.width)),
  };
  heads.forEach((level, i) => (outputs[`p${i + 3}`] = ops.concat([level.box, level.cls], 1)));
  return { graph: builder.build(`yolov8${architecture.name}-${mode}`, outputs), layout };
}
