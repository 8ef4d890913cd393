import { InputError } from '@natiu/errors';
import type { DataType, Initializer, TensorData } from '@natiu/tensor-graph';
import {
  bytesOfTensorData,
  bytesPerElement,
  codeOfDataType,
  countElements,
  createTensorData,
  dataTypeOfCode,
  tensorDataFromBytes,
} from './data-types.ts';
import type { TensorMessage, WireInt64 } from './onnx-messages.ts';

const EXTERNAL = 1;

/** @throws InputError when the value does not fit a JavaScript integer */
export function toSafeInteger(value: WireInt64, what: string): number {
  const number = typeof value === 'number' ? value : value.high * 2 ** 32 + (value.low >>> 0);
  if (!Number.isSafeInteger(number)) throw new InputError(`${what} is ${number}, beyond 2^53`);
  return number;
}

function toBigInt(value: WireInt64): bigint {
  if (typeof value === 'number') return BigInt(value);
  return (BigInt(value.high) << 32n) | BigInt(value.low >>> 0);
}

export function encodeTensor(tensor: Initializer): TensorMessage {
  return {
    dims: [...tensor.shape],
    dataType: codeOfDataType(tensor.dataType),
    name: tensor.name,
    rawData: bytesOfTensorData(tensor.data),
  };
}

/**
 * @param name what the tensor is called when it carries no name of its own (a `Constant` node's value)
 * @throws InputError for external data, foreign element types, and data that does not fill the shape
 */
export function decodeTensor(message: TensorMessage, name = message.name ?? ''): Initializer {
  const what = `tensor "${name}"`;
  if (message.dataLocation === EXTERNAL || (message.externalData?.length ?? 0) > 0)
    throw new InputError(
      `${what} keeps its data in another file; save the model with all weights inside the .onnx file`,
    );
  if (message.segment?.length) throw new InputError(`${what} is stored in segments, which is not supported`);
  const dataType = dataTypeOfCode(message.dataType, what);
  const shape = (message.dims ?? []).map((size) => toSafeInteger(size, `a dimension of ${what}`));
  if (shape.some((size) => size < 0))
    throw new InputError(`${what} has a negative dimension: [${shape.join(', ')}]`);
  const count = countElements(shape);
  const data = message.rawData?.length
    ? decodeRaw(dataType, message.rawData, { count, what })
    : decodeTyped(dataType, message, { count, what });
  return { name, dataType, shape, data };
}

type Expected = { readonly count: number; readonly what: string };

function decodeRaw(dataType: DataType, raw: Uint8Array, { count, what }: Expected): TensorData {
  const expected = count * bytesPerElement(dataType);
  if (raw.length !== expected)
    throw new InputError(`${what} holds ${raw.length} bytes, but its shape needs ${expected}`);
  return tensorDataFromBytes(dataType, raw);
}

function decodeTyped(dataType: DataType, message: TensorMessage, { count, what }: Expected): TensorData {
  const wide = dataType === 'int64';
  const narrow = dataType === 'float32' ? message.floatData : message.int32Data;
  const found = (wide ? message.int64Data?.length : narrow?.length) ?? 0;
  if (found !== count)
    throw new InputError(`${what} holds ${found} ${dataType} values, but its shape needs ${count}`);
  const data = createTensorData(dataType, count);
  // The memory was sized by what the file really holds, so a made-up shape cannot exhaust it.
  if (data instanceof BigInt64Array)
    (message.int64Data ?? []).forEach((value, i) => (data[i] = toBigInt(value)));
  else data.set(narrow ?? []);
  return data;
}
