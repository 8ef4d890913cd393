import { gradientsOf, GraphBuilder, ops } from '@natiu/tensor-graph';
import type { Graph, Value } from '@natiu/tensor-graph';
import type { Architecture } from './architecture.ts';
import type { GroundTruth } from './assigner.ts';
import { flattenTensors, inputParameters } from './flat-parameters.ts';
import type { FlatParameters } from './flat-parameters.ts';
import { BATCH_NORM_MOMENTUM, forwardInTraining } from './forward.ts';
import type { BatchStatistics } from './forward.ts';
import { flattenHeads, makeAnchors } from './head-maps.ts';
import { DEFAULT_GAINS, detectionLoss } from './loss.ts';
import type { DetectionLoss, LossGains } from './loss.ts';
import { clipFactor, exponentialAverage, nesterovStep, TRAINED_GROUPS } from './optimizer.ts';
import type { TrainedGroup } from './optimizer.ts';
import type { ParameterLayout } from './parameters.ts';
import { layoutParameters, PARAMETER_GROUPS } from './parameters.ts';
import type { NetworkOutputs } from './walk-network.ts';

export interface StepShape {
  readonly batch: number;
  readonly height: number;
  readonly width: number;
  /** Rows of ground truth per picture; unused rows are zero. */
  readonly maxBoxes: number;
}

export interface StepOptions {
  readonly gains?: LossGains;
  /** Joint norm above which gradients are scaled down. */
  readonly clipNorm?: number;
}

/** Everything up to the gradients, shared by the training step and by the graph that parity checks look into. */
interface Differentiated {
  readonly parameters: FlatParameters;
  readonly outputs: NetworkOutputs<Value> & { statistics: BatchStatistics[] };
  readonly loss: DetectionLoss;
  readonly gradients: Readonly<Record<TrainedGroup, Value[]>>;
}

/** Joint norm above which gradients are scaled down. */
const CLIP_NORM = 10;

function differentiate(
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
  };
  const image = ops.div(ops.cast(pictures, 'float32'), 255);
  const parameters = inputParameters(builder, layout);
  const outputs = forwardInTraining(architecture, image, parameters.lookup);
  const loss = detectionLoss(flattenHeads(outputs.heads), makeAnchors(builder, height, width), truth, gains);
  const trained = TRAINED_GROUPS.map((group) => parameters.tensorsOf(group));
  const flat = gradientsOf(loss.total, trained.flat());
  let start = 0;
  const perGroup = trained.map((tensors) => flat.slice(start, (start += tensors.length)));
  return {
    parameters,
    outputs,
    loss,
    gradients: { weight: perGroup[0]!, bn: perGroup[1]!, bias: perGroup[2]! },
  };
}

/** Which part of an optimizer step a graph does when gradients of several batches are summed. */
export type StepRole =
  /** One batch, one update. */
  | 'step'
  /** Adds this batch's gradients to `gradient.*`; only they and the running statistics change. */
  | 'accumulate'
  /** The last batch of a sum: adds `gradient.*` to its own gradients and updates. */
  | 'step-with-accumulated';

/**
 * One training step as one graph: forward in training mode, detection loss, gradients, clipping, SGD with Nesterov
 * momentum, running statistics and the moving average of the weights.
 *
 * Inputs: `images` uint8 [B, 3, H, W]; `truthBoxes` [B, M, 4] and `truthClasses` [B, M, classes] (see GroundTruth); the
 * flat vectors `weight`, `bn`, `bias`, `statistic`, each also as `ema.*`; `momentum.weight|bn|bias`; scalars
 * `learningRate.*`, `momentum`, `weightDecay`, `emaDecay`, all [1]. Roles that sum also take `gradient.weight|bn|bias`.
 * Outputs: `next.` + each state vector that changes, `lossParts` [3], `loss` [1], `gradientNorm` [1].
 */
export function buildTrainStep(
  architecture: Architecture,
  settings: StepShape & StepOptions,
  role: StepRole = 'step',
): { graph: Graph; layout: ParameterLayout } {
  const builder = new GraphBuilder();
  const layout = layoutParameters(architecture);
  const { parameters, outputs, loss, gradients } = differentiate(builder, architecture, layout, settings);
  const fresh = TRAINED_GROUPS.map((group) => flattenTensors(gradients[group]));
  const summed =
    role === 'step' ? fresh : fresh.map((gradient, i) => ops.add(gradient, accumulated(builder, layout, i)));
  const next: Record<string, Value> = {
    statistic: updateStatistics(parameters.vectors.statistic, layout, outputs.statistics),
  };
  const { factor, norm } = clipFactor(summed, settings.clipNorm ?? CLIP_NORM);
  if (role === 'accumulate') {
    TRAINED_GROUPS.forEach((group, i) => (next[`gradient.${group}`] = summed[i]!));
  } else {
    updateParameters(
      next,
      { builder, layout, parameters },
      summed.map((gradient) => ops.mul(gradient, factor)),
    );
    updateAverages(next, builder, layout);
  }
  const named = Object.fromEntries(Object.entries(next).map(([name, value]) => [`next.${name}`, value]));
  const graph = builder.build(`yolov8${architecture.name}-${role}`, {
    ...named,
    lossParts: loss.parts,
    loss: ops.reshape(loss.total, [1]),
    gradientNorm: ops.reshape(norm, [1]),
  });
  return { graph, layout };
}

function accumulated(builder: GraphBuilder, layout: ParameterLayout, index: number): Value {
  const group = TRAINED_GROUPS[index]!;
  return builder.input(`gradient.${group}`, 'float32', [layout.sizes[group]]);
}

interface StepParts {
  readonly builder: GraphBuilder;
  readonly layout: ParameterLayout;
  readonly parameters: FlatParameters;
}

/** A [1] graph input as a scalar. */
function scalarInput(builder: GraphBuilder, name: string): Value {
  return ops.reshape(builder.input(name, 'float32', [1]), []);
}

function updateParameters(next: Record<string, Value>, parts: StepParts, gradients: readonly Value[]): void {
  const { builder, layout, parameters } = parts;
  const momentum = scalarInput(builder, 'momentum');
  const decay = scalarInput(builder, 'weightDecay');
  TRAINED_GROUPS.forEach((group, i) => {
    const updated = nesterovStep(
      {
        parameter: parameters.vectors[group],
        momentumBuffer: builder.input(`momentum.${group}`, 'float32', [layout.sizes[group]]),
      },
      gradients[i]!,
      {
        learningRate: scalarInput(builder, `learningRate.${group}`),
        momentum,
        ...(group === 'weight' ? { decay } : {}),
      },
    );
    next[group] = updated.parameter;
    next[`momentum.${group}`] = updated.momentumBuffer;
  });
}

function updateAverages(next: Record<string, Value>, builder: GraphBuilder, layout: ParameterLayout): void {
  const decay = scalarInput(builder, 'emaDecay');
  for (const group of PARAMETER_GROUPS) {
    const average = builder.input(`ema.${group}`, 'float32', [layout.sizes[group]]);
    next[`ema.${group}`] = exponentialAverage(average, next[group]!, decay);
  }
}

/** running <- (1 - momentum) running + momentum batch; the running variance takes the unbiased batch variance. */
function updateStatistics(
  running: Value,
  layout: ParameterLayout,
  statistics: readonly BatchStatistics[],
): Value {
  const fresh = new Map<string, Value>();
  for (const { name, mean, variance, count } of statistics) {
    fresh.set(`${name}.bn.running_mean`, mean);
    fresh.set(`${name}.bn.running_var`, ops.mul(variance, count / (count - 1)));
  }
  const specs = layout.specs.filter((spec) => spec.group === 'statistic');
  const batch = ops.concat(
    specs.map((spec) => fresh.get(spec.name)!),
    0,
  );
  return ops.add(ops.mul(running, 1 - BATCH_NORM_MOMENTUM), ops.mul(batch, BATCH_NORM_MOMENTUM));
}

/**
 * The step's inside, for parity checks: head maps, loss, assignment and the gradient of every trained tensor
 * (`grad.<name>`), without clipping or update.
 */
export function buildGradientGraph(
  architecture: Architecture,
  settings: StepShape & StepOptions,
): { graph: Graph; layout: ParameterLayout } {
  const builder = new GraphBuilder();
  const layout = layoutParameters(architecture);
  const { outputs, loss, gradients } = differentiate(builder, architecture, layout, settings);
  const named: Record<string, Value> = { loss: ops.reshape(loss.total, [1]), lossParts: loss.parts };
  outputs.heads.forEach((level, i) => (named[`head.p${i + 3}`] = ops.concat([level.box, level.cls], 1)));
  for (const [name, value] of Object.entries(loss.assignment)) named[`assign.${name}`] = value;
  for (const group of TRAINED_GROUPS) {
    const specs = layout.specs.filter((spec) => spec.group === group);
    specs.forEach((spec, i) => (named[`grad.${spec.name}`] = gradients[group][i]!));
  }
  return { graph: builder.build(`yolov8${architecture.name}-gradients`, named), layout };
}
