import { InputError } from '@natiu/errors';
import { arrayNameOf, countElements, holdsDataType } from '@natiu/onnx-format';
import type { DataType, TensorData, ValueInfo } from '@natiu/tensor-graph';
import type { Tensor } from 'onnxruntime-node';
import type { OnnxRuntime } from './onnxruntime.ts';

type TypedTensor = new (type: DataType, data: TensorData, dims: readonly number[]) => Tensor;

/** A value of the graph, with what each run needs of it worked out once. */
export interface Port extends ValueInfo {
  readonly count: number;
}

/** @throws InputError when a dimension is unknown: a compiled graph's shapes are static */
export function createPort(value: ValueInfo): Port {
  const count = countElements(value.shape);
  if (Number.isNaN(count))
    throw new InputError(
      `value "${value.name}" has the unknown shape [${value.shape.join(', ')}]; set its sizes`,
    );
  return { ...value, count };
}

/** @throws InputError naming the value whose array does not fit */
export function checkData(port: Port, data: TensorData, role: string): void {
  if (!holdsDataType(port.dataType, data))
    throw new InputError(
      `${role} "${port.name}" is ${port.dataType} and needs a ${arrayNameOf(port.dataType)}, not ${describe(data)}`,
    );
  if (data.length !== port.count)
    throw new InputError(
      `${role} "${port.name}" has ${data.length} elements, but its shape [${port.shape.join(', ')}] needs ${port.count}`,
    );
}

function describe(data: unknown): string {
  return Object(data) === data ? ((data as object).constructor?.name ?? 'object') : String(data);
}

/** Wraps an array without copying it. */
export function wrapTensor(ort: OnnxRuntime, port: Port, data: TensorData): Tensor {
  const tensor = new (ort.Tensor as unknown as TypedTensor)(port.dataType, data, port.shape);
  // ONNX Runtime's package would hand its native part a Float16Array, which that part takes for an
  // empty array; the raw bits are what it understands.
  if (port.dataType === 'float16') Object.defineProperty(tensor, 'data', { value: data });
  return tensor;
}

/** @throws InputError when the runtime's shape is not the declared one */
export function unwrapTensor(port: Port, tensor: Tensor): TensorData {
  const data = tensor.data as TensorData;
  const bits = port.dataType === 'float16' && !(data instanceof Uint16Array) ? asBits(data) : data;
  checkData(port, bits, 'output');
  return bits;
}

function asBits(halves: TensorData): Uint16Array {
  return new Uint16Array(halves.buffer, halves.byteOffset, halves.length);
}
