import { InputError } from '@natiu/errors';
import { arrayNameOf, createTensorData, fromFloat16, holdsDataType } from '@natiu/onnx-format';
import { elementCount } from '@natiu/tensor-graph';
import type { DataType, TensorData, ValueInfo } from '@natiu/tensor-graph';
import type { Tensor } from '@tensorflow/tfjs';
import type { Tensorflow } from './tensorflow.ts';

type Held = 'float32' | 'int32' | 'bool';

/**
 * How TensorFlow.js holds each element type. It has no int64, int8 and uint8: they are held as int32, which holds every
 * index of a tensor. float16 is read exactly as float32; nothing is computed in half precision.
 */
const heldAs: Readonly<Record<DataType, Held>> = {
  float32: 'float32',
  float16: 'float32',
  int64: 'int32',
  int32: 'int32',
  int8: 'int32',
  uint8: 'int32',
  bool: 'bool',
};

/** @throws InputError when a whole number does not fit in 32 bits */
export function toTensor(tf: Tensorflow, info: ValueInfo, data: TensorData): Tensor {
  return tf.tensor(toHeld(info, data), [...info.shape], heldAs[info.dataType]);
}

function toHeld({ name, dataType }: ValueInfo, data: TensorData): Float32Array | Int32Array | Uint8Array {
  if (dataType === 'float16') return fromFloat16(data as Uint16Array);
  if (dataType === 'uint8' || dataType === 'int8') return Int32Array.from(data as Uint8Array | Int8Array);
  if (dataType === 'int64') return Int32Array.from(data as BigInt64Array, (value) => toInt32(name, value));
  return data as Float32Array | Int32Array | Uint8Array;
}

function toInt32(name: string, value: bigint): number {
  if (BigInt.asIntN(32, value) === value) return Number(value);
  throw new InputError(`"${name}" holds ${value}; TensorFlow.js has no whole numbers above 32 bits`);
}

/**
 * Reads a tensor back as the graph's element type, into `target` where given; the result never shares memory with the
 * tensor.
 * @throws InputError when the tensor's size is not the declared one
 */
export async function fromTensor(info: ValueInfo, tensor: Tensor, target?: TensorData): Promise<TensorData> {
  if (tensor.size !== elementCount(info.shape)) {
    throw new InputError(
      `output "${info.name}" has ${tensor.size} elements, but its shape [${info.shape.join(', ')}] needs ` +
        `${elementCount(info.shape)}`,
    );
  }
  const held = (await tensor.data()) as Float32Array | Int32Array | Uint8Array;
  const result = target ?? createTensorData(info.dataType, tensor.size);
  if (result instanceof BigInt64Array) result.set(Array.from(held, BigInt));
  else result.set(held);
  return result;
}

/** @throws InputError for shapes that are not static and for outputs in half precision */
export function checkPorts(inputs: readonly ValueInfo[], outputs: readonly ValueInfo[]): void {
  for (const { name, shape } of [...inputs, ...outputs]) {
    if (shape.some((size) => size < 0))
      throw new InputError(`value "${name}" has the unknown shape [${shape.join(', ')}]; set its sizes`);
  }
  const half = outputs.find((output) => output.dataType === 'float16');
  if (half) throw new InputError(`output "${half.name}" is float16, which TensorFlow.js does not compute`);
}

type Arrays = Readonly<Record<string, TensorData>>;

/** @throws InputError naming the array that is missing, unknown, or of the wrong type or length */
export function checkArrays(ports: readonly ValueInfo[], arrays: Arrays, role: 'input' | 'output'): void {
  for (const port of ports) {
    const data = arrays[port.name];
    if (data === undefined) {
      if (role === 'input') throw new InputError(`input "${port.name}" is missing`);
      continue;
    }
    if (!holdsDataType(port.dataType, data)) {
      throw new InputError(
        `${role} "${port.name}" is ${port.dataType} and needs a ${arrayNameOf(port.dataType)}, not ${nameOf(data)}`,
      );
    }
    const count = elementCount(port.shape);
    if (data.length !== count) {
      throw new InputError(
        `${role} "${port.name}" has ${data.length} elements, but its shape [${port.shape.join(', ')}] needs ${count}`,
      );
    }
  }
  const names = new Set(ports.map((port) => port.name));
  const unknown = Object.keys(arrays).find((name) => !names.has(name));
  if (unknown !== undefined) throw new InputError(`the graph has no ${role} "${unknown}"`);
}

/** An output written over an array that is an input, or another output, would be wrong without any sign of it. */
export function refuseSharedArrays(feeds: Arrays, into: Arrays): void {
  const seen = new Set<TensorData>(Object.values(feeds));
  for (const [name, data] of Object.entries(into)) {
    if (seen.has(data)) throw new InputError(`output "${name}" would overwrite an array that is in use`);
    seen.add(data);
  }
}

function nameOf(data: unknown): string {
  return Object(data) === data ? ((data as object).constructor?.name ?? 'object') : String(data);
}
