import type { NamedTensor } from '@natiu/tensor-graph';
import { fromFloat16, toFloat16 } from './float16.ts';

const MAX_HALF = 65504;

/**
 * Halves a file of weights: float32 tensors of two or more dimensions become float16. Vectors (batch norm, biases) are
 * few and sensitive and stay, as do tensors whose values float16 cannot hold.
 */
export function storeTensorsAsFloat16(tensors: ReadonlyMap<string, NamedTensor>): Map<string, NamedTensor> {
  return new Map([...tensors].map(([name, tensor]) => [name, halve(tensor)]));
}

function halve(tensor: NamedTensor): NamedTensor {
  const { data, shape } = tensor;
  if (!(data instanceof Float32Array) || shape.length < 2) return tensor;
  if (!data.every((value) => Math.abs(value) <= MAX_HALF)) return tensor;
  return { dataType: 'float16', shape, data: toFloat16(data) };
}

/** Exact: the same tensors with float16 ones as float32. */
export function widenFloat16(tensors: ReadonlyMap<string, NamedTensor>): Map<string, NamedTensor> {
  return new Map(
    [...tensors].map(([name, tensor]) =>
      tensor.dataType === 'float16'
        ? [name, { dataType: 'float32', shape: tensor.shape, data: fromFloat16(tensor.data as Uint16Array) }]
        : [name, tensor],
    ),
  );
}
