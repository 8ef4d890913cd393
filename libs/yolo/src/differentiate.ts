import { gradientsOf, ops } from '@natiu/tensor-graph';
import type { GraphBuilder, Value } from '@natiu/tensor-graph';
import type { Architecture } from './architecture.ts';
import type { GroundTruth } from './assigner.ts';
import { inputParameters } from './flat-parameters.ts';
import type { FlatParameters } from './flat-parameters.ts';
import { forwardInTraining } from './forward.ts';
import type { BatchStatistics } from './forward.ts';
import { flattenHeads, makeAnchors } from './head-maps.ts';
import type { FlatHeads } from './head-maps.ts';
import { DEFAULT_GAINS, detectionLoss } from './loss.ts';
import type { DetectionLoss, LossGains } from './loss.ts';
import { TRAINED_GROUPS } from './optimizer.ts';
import type { TrainedGroup } from './optimizer.ts';
import type { ParameterLayout } from './parameters.ts';
import type { NetworkOutputs } from './walk-network.ts';

export interface StepShape {
  readonly batch: number;
  readonly height: number;
  readonly width: number;
  /** Rows of ground truth per picture; unused rows are zero. */
  readonly maxBoxes: number;
}

/** What a further loss may use of the network in training. */
export interface StudentOutputs {
  readonly builder: GraphBuilder;
  /** Head maps of all levels side by side. */
  readonly heads: FlatHeads;
  /** What enters the head at P3, P4, P5: [B, C, h, w]. */
  readonly necks: readonly Value[];
}

/** A loss beside the detection loss, such as a teacher's. */
export interface FurtherLoss {
  /** [k] gains included; their sum, times the batch size, is added to what is differentiated. */
  readonly parts: Value;
  /** Layers that exist in training only: the flat input `adapter` and the tensors cut from it, in its order. */
  readonly adapter?: { readonly vector: Value; readonly tensors: readonly Value[] };
}

export interface StepOptions {
  readonly gains?: LossGains;
  /** Joint norm above which gradients are scaled down. */
  readonly clipNorm?: number;
  /** Adds the input `truthWeights` [B, M, 1]: how far each box is trusted. */
  readonly boxWeights?: boolean;
  readonly furtherLoss?: (student: StudentOutputs) => FurtherLoss;
}

/** Everything up to the gradients, shared by the training step and by the graph that parity checks look into. */
export interface Differentiated {
  readonly parameters: FlatParameters;
  readonly outputs: NetworkOutputs<Value> & { statistics: BatchStatistics[] };
  readonly loss: DetectionLoss;
  readonly gradients: Readonly<Record<TrainedGroup, Value[]>>;
  readonly further?: FurtherLoss;
  /** Of the further loss's own tensors. */
  readonly adapterGradients: readonly Value[];
}

export function differentiate(
  builder: GraphBuilder,
  architecture: Architecture,
  layout: ParameterLayout,
  settings: StepShape & StepOptions,
): Differentiated {
  const { batch, height, width, maxBoxes, gains = DEFAULT_GAINS } = settings;
  const pictures = builder.input('images', 'uint8', [batch, 3, height, width]);
  const truth: GroundTruth = {
    boxesXyxy: builder.input('truthBoxes', 'float32', [batch, maxBoxes, 4]),
    classes: builder.input('truthClasses', 'float32', [batch, maxBoxes, architecture.classes]),
    ...(settings.boxWeights
      ? { weights: builder.input('truthWeights', 'float32', [batch, maxBoxes, 1]) }
      : {}),
  };
  const image = ops.div(ops.cast(pictures, 'float32'), 255);
  const parameters = inputParameters(builder, layout);
  const outputs = forwardInTraining(architecture, image, parameters.lookup);
  const heads = flattenHeads(outputs.heads);
  const loss = detectionLoss(heads, makeAnchors(builder, height, width), truth, gains);
  const further = settings.furtherLoss?.({ builder, heads, necks: outputs.necks });
  const total = further
    ? ops.add(loss.total, ops.mul(ops.reduceSum(further.parts, [0], false), batch))
    : loss.total;
  const trained = TRAINED_GROUPS.map((group) => parameters.tensorsOf(group));
  const flat = gradientsOf(total, [...trained.flat(), ...(further?.adapter?.tensors ?? [])]);
  let start = 0;
  const perGroup = trained.map((tensors) => flat.slice(start, (start += tensors.length)));
  return {
    parameters,
    outputs,
    loss: { ...loss, total },
    gradients: { weight: perGroup[0]!, bn: perGroup[1]!, bias: perGroup[2]! },
    further,
    adapterGradients: flat.slice(start),
  };
}
