import type { NamedTensor } from '@natiu/tensor-graph';
import { BATCH_NORM_EPSILON } from '@natiu/yolo';
import type { ParameterLayout } from '@natiu/yolo';

/**
 * Gives convolutions that carry a bias, because the batch norm behind them was folded in, a batch norm that adds just
 * that bias: scale 1, shift b, mean 0, variance 1 - epsilon. In evaluation mode the network computes the same.
 * The statistics that were folded are lost: training normalises by those of its batches from the first step on.
 */
export function unfoldBatchNorm(
  tensors: ReadonlyMap<string, NamedTensor>,
  layout: ParameterLayout,
): Map<string, NamedTensor> {
  const unfolded = new Map(tensors);
  for (const { name } of layout.specs) {
    if (!name.endsWith('.bn.weight')) continue;
    const block = name.slice(0, -'.bn.weight'.length);
    const bias = unfolded.get(`${block}.conv.bias`);
    if (!bias || [...NORM_PARTS].some((part) => unfolded.has(`${block}.bn.${part}`))) continue;
    const constant = (value: number): NamedTensor => ({
      dataType: 'float32',
      shape: bias.shape,
      data: new Float32Array(bias.data.length).fill(value),
    });
    unfolded.delete(`${block}.conv.bias`);
    unfolded.set(`${block}.bn.weight`, constant(1));
    unfolded.set(`${block}.bn.bias`, bias);
    unfolded.set(`${block}.bn.running_mean`, constant(0));
    unfolded.set(`${block}.bn.running_var`, constant(1 - BATCH_NORM_EPSILON));
  }
  return unfolded;
}

const NORM_PARTS = ['weight', 'bias', 'running_mean', 'running_var'] as const;
