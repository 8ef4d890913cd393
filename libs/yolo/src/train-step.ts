import { GraphBuilder, ops } from '@natiu/tensor-graph';
import type { Graph, Value } from '@natiu/tensor-graph';
import type { Architecture } from './architecture.ts';
import { differentiate } from './differentiate.ts';
import type { Differentiated, StepOptions, StepShape } from './differentiate.ts';
import { flattenTensors } from './flat-parameters.ts';
import type { FlatParameters } from './flat-parameters.ts';
import { BATCH_NORM_MOMENTUM } from './forward.ts';
import type { BatchStatistics } from './forward.ts';
import { clipFactor, exponentialAverage, nesterovStep, TRAINED_GROUPS } from './optimizer.ts';
import type { TrainedGroup } from './optimizer.ts';
import type { ParameterLayout } from './parameters.ts';
import { layoutParameters, PARAMETER_GROUPS } from './parameters.ts';

/** Joint norm above which gradients are scaled down. */
const CLIP_NORM = 10;

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
 *
 * A further loss adds the output `furtherParts` and, when it has layers of its own, the state vectors `adapter` and
 * `momentum.adapter` (and `gradient.adapter`): trained at the rate of the convolution weights, clipped apart from the
 * network, without decay, never averaged.
 */
export function buildTrainStep(
  architecture: Architecture,
  settings: StepShape & StepOptions,
  role: StepRole = 'step',
): { graph: Graph; layout: ParameterLayout } {
  const builder = new GraphBuilder();
  const layout = layoutParameters(architecture);
  const differentiated = differentiate(builder, architecture, layout, settings);
  const { parameters, outputs, loss, gradients, further } = differentiated;
  const fresh = TRAINED_GROUPS.map((group) => flattenTensors(gradients[group]));
  const summed =
    role === 'step' ? fresh : fresh.map((gradient, i) => ops.add(gradient, accumulated(builder, layout, i)));
  const next: Record<string, Value> = {
    statistic: updateStatistics(parameters.vectors.statistic, layout, outputs.statistics),
  };
  const { factor, norm } = clipFactor(summed, settings.clipNorm ?? CLIP_NORM);
  if (role === 'accumulate') {
    TRAINED_GROUPS.forEach((group, i) => (next[`gradient.${group}`] = summed[i]!));
    trainAdapter(next, differentiated, { role });
  } else {
    const rates = inputRates(builder);
    updateParameters(
      next,
      { builder, layout, parameters, rates },
      summed.map((gradient) => ops.mul(gradient, factor)),
    );
    updateAverages(next, builder, layout);
    trainAdapter(next, differentiated, { role, rates, clipNorm: settings.clipNorm });
  }
  const named = Object.fromEntries(Object.entries(next).map(([name, value]) => [`next.${name}`, value]));
  const graph = builder.build(`yolov8${architecture.name}-${role}`, {
    ...named,
    lossParts: loss.parts,
    loss: ops.reshape(loss.total, [1]),
    gradientNorm: ops.reshape(norm, [1]),
    ...(further ? { furtherParts: further.parts } : {}),
  });
  return { graph, layout };
}

/** One more state vector for the layers of a further loss. */
function trainAdapter(
  next: Record<string, Value>,
  { further, adapterGradients }: Differentiated,
  how: { role: StepRole; rates?: Rates; clipNorm?: number },
): void {
  const vector = further?.adapter?.vector;
  if (!vector) return;
  const { builder, shape } = vector;
  const fresh = flattenTensors(adapterGradients);
  const summed =
    how.role === 'step' ? fresh : ops.add(fresh, builder.input('gradient.adapter', 'float32', shape));
  if (!how.rates) {
    next['gradient.adapter'] = summed;
    return;
  }
  const { factor } = clipFactor([summed], how.clipNorm ?? CLIP_NORM);
  const momentumBuffer = builder.input('momentum.adapter', 'float32', shape);
  const updated = nesterovStep({ parameter: vector, momentumBuffer }, ops.mul(summed, factor), {
    learningRate: how.rates.learningRate.weight,
    momentum: how.rates.momentum,
  });
  next['adapter'] = updated.parameter;
  next['momentum.adapter'] = updated.momentumBuffer;
}

function accumulated(builder: GraphBuilder, layout: ParameterLayout, index: number): Value {
  const group = TRAINED_GROUPS[index]!;
  return builder.input(`gradient.${group}`, 'float32', [layout.sizes[group]]);
}

interface StepParts {
  readonly builder: GraphBuilder;
  readonly layout: ParameterLayout;
  readonly parameters: FlatParameters;
  readonly rates: Rates;
}

/** What the optimizer is told anew at every step; scalars. */
interface Rates {
  readonly learningRate: Readonly<Record<TrainedGroup, Value>>;
  readonly momentum: Value;
  readonly decay: Value;
}

function inputRates(builder: GraphBuilder): Rates {
  const momentum = scalarInput(builder, 'momentum');
  const decay = scalarInput(builder, 'weightDecay');
  const rate = (group: TrainedGroup) => scalarInput(builder, `learningRate.${group}`);
  return { momentum, decay, learningRate: { weight: rate('weight'), bn: rate('bn'), bias: rate('bias') } };
}

/** A [1] graph input as a scalar. */
function scalarInput(builder: GraphBuilder, name: string): Value {
  return ops.reshape(builder.input(name, 'float32', [1]), []);
}

function updateParameters(next: Record<string, Value>, parts: StepParts, gradients: readonly Value[]): void {
  const { builder, layout, parameters, rates } = parts;
  const { momentum, decay } = rates;
  TRAINED_GROUPS.forEach((group, i) => {
    const updated = nesterovStep(
      {
        parameter: parameters.vectors[group],
        momentumBuffer: builder.input(`momentum.${group}`, 'float32', [layout.sizes[group]]),
      },
      gradients[i]!,
      {
        learningRate: rates.learningRate[group],
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
