import type { DataType, TensorData } from '@natiu/tensor-graph';
import { tensorDataFromBytes } from './data-types.ts';

/** Bytes per element of the stored types that are read, by the names that safetensors gives them. */
export const STORED_BYTES: Readonly<Record<string, number>> = {
  F64: 8,
  F32: 4,
  F16: 2,
  BF16: 2,
  I64: 8,
  I32: 4,
  I8: 1,
  U8: 1,
  BOOL: 1,
};

export const STORED_TYPES: Readonly<Record<DataType, string>> = {
  float32: 'F32',
  float16: 'F16',
  int64: 'I64',
  int32: 'I32',
  int8: 'I8',
  uint8: 'U8',
  bool: 'BOOL',
};

/** What a stored type becomes: types that no graph has become float32. */
export const READ_TYPES: Readonly<Record<string, DataType>> = {
  ...Object.fromEntries(Object.entries(STORED_TYPES).map(([ours, stored]) => [stored, ours as DataType])),
  BF16: 'float32',
  F64: 'float32',
};

/** Copies stored little-endian elements into an array of the type that `READ_TYPES` names. */
export function readStoredData(storedType: string, stored: Uint8Array): TensorData {
  if (storedType === 'BF16') return fromBfloat16(stored);
  if (storedType === 'F64') return new Float32Array(new Float64Array(new Uint8Array(stored).buffer));
  return tensorDataFromBytes(READ_TYPES[storedType], stored);
}

/** bfloat16 is the upper half of a float32. */
function fromBfloat16(stored: Uint8Array): Float32Array {
  const halves = new Uint16Array(new Uint8Array(stored).buffer);
  const bits = Uint32Array.from(halves, (half) => half << 16);
  return new Float32Array(bits.buffer);
}
