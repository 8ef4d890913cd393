import { batchNormInEvaluation, batchNormInTraining, ops } from '@natiu/tensor-graph';
import type { Value } from '@natiu/tensor-graph';
import type { Architecture } from './architecture.ts';
import { walkNetwork } from './walk-network.ts';
import type { Layers, NetworkOutputs } from './walk-network.ts';

export const BATCH_NORM_EPSILON = 1e-3;
/** Share of the batch's statistics in the new running statistics. */
export const BATCH_NORM_MOMENTUM = 0.03;

/** Finds a tensor of the network in the graph by its state-dict name. */
export type ParameterLookup = (name: string) => Value;

/** What one batch-norm layer saw of the batch. */
export interface BatchStatistics {
  readonly name: string;
  readonly mean: Value;
  readonly variance: Value;
  readonly count: number;
}

/** @param image [B, 3, H, W], RGB / 255 @returns head maps from running statistics */
export function forwardInEvaluation(architecture: Architecture, image: Value, lookup: ParameterLookup) {
  return walkNetwork(
    architecture,
    {
      ...sharedLayers(lookup),
      convBlock: (name, x, { out: _out, kernel, stride }) => {
        const raw = ops.conv(x, lookup(`${name}.conv.weight`), { stride, padding: (kernel - 1) / 2 });
        const normalized = batchNormInEvaluation(raw, normParameters(name, lookup), BATCH_NORM_EPSILON);
        return ops.silu(normalized);
      },
    },
    image,
  );
}

/** As in evaluation, but from the statistics of the batch, which are returned for the running ones. */
export function forwardInTraining(
  architecture: Architecture,
  image: Value,
  lookup: ParameterLookup,
): NetworkOutputs<Value> & { statistics: BatchStatistics[] } {
  const statistics: BatchStatistics[] = [];
  const outputs = walkNetwork(
    architecture,
    {
      ...sharedLayers(lookup),
      convBlock: (name, x, { out: _out, kernel, stride }) => {
        const raw = ops.conv(x, lookup(`${name}.conv.weight`), { stride, padding: (kernel - 1) / 2 });
        const norm = batchNormInTraining(
          raw,
          lookup(`${name}.bn.weight`),
          lookup(`${name}.bn.bias`),
          BATCH_NORM_EPSILON,
        );
        statistics.push({ name, mean: norm.mean, variance: norm.variance, count: norm.count });
        return ops.silu(norm.y);
      },
    },
    image,
  );
  return { ...outputs, statistics };
}

/** With batch norm folded into convolutions that have a bias (`foldBatchNorm` makes the tensors). */
export function forwardFolded(architecture: Architecture, image: Value, lookup: ParameterLookup) {
  return walkNetwork(
    architecture,
    {
      ...sharedLayers(lookup),
      convBlock: (name, x, { out: _out, kernel, stride }) => {
        const settings = { stride, padding: (kernel - 1) / 2 };
        const raw = ops.conv(x, lookup(`${name}.conv.weight`), settings, lookup(`${name}.conv.bias`));
        // Two standard operators: any runtime fuses them, and the file stays portable.
        return ops.mul(raw, ops.sigmoid(raw));
      },
    },
    image,
  );
}

function normParameters(name: string, lookup: ParameterLookup) {
  return {
    scale: lookup(`${name}.bn.weight`),
    shift: lookup(`${name}.bn.bias`),
    mean: lookup(`${name}.bn.running_mean`),
    variance: lookup(`${name}.bn.running_var`),
  };
}

function sharedLayers(lookup: ParameterLookup): Omit<Layers<Value>, 'convBlock'> {
  return {
    channels: (x) => x.shape[1]!,
    convOutput: (name, x) =>
      ops.conv(x, lookup(`${name}.weight`), { stride: 1, padding: 0 }, lookup(`${name}.bias`)),
    add: ops.add,
    concat: (parts) => ops.concat(parts, 1),
    halve: (x) => ops.split(x, [x.shape[1]! / 2, x.shape[1]! / 2], 1) as [Value, Value],
    upsample: ops.upsampleTwofold,
    maxPool: (x) => ops.maxPool(x, 5, 1, 2),
  };
}
