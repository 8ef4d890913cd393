import { InputError } from '@natiu/errors';
import type { DataType, Shape, TensorData } from '@natiu/tensor-graph';

interface Layout {
  /** ONNX's number for the type. */
  readonly code: number;
  readonly bytes: number;
  readonly create: (buffer: ArrayBuffer) => TensorData;
  readonly holds: (data: unknown) => boolean;
}

const layouts: Readonly<Record<DataType, Layout>> = {
  float32: {
    code: 1,
    bytes: 4,
    create: (buffer) => new Float32Array(buffer),
    holds: (data) => data instanceof Float32Array,
  },
  uint8: {
    code: 2,
    bytes: 1,
    create: (buffer) => new Uint8Array(buffer),
    holds: (data) => data instanceof Uint8Array,
  },
  int8: {
    code: 3,
    bytes: 1,
    create: (buffer) => new Int8Array(buffer),
    holds: (data) => data instanceof Int8Array,
  },
  int32: {
    code: 6,
    bytes: 4,
    create: (buffer) => new Int32Array(buffer),
    holds: (data) => data instanceof Int32Array,
  },
  int64: {
    code: 7,
    bytes: 8,
    create: (buffer) => new BigInt64Array(buffer),
    holds: (data) => data instanceof BigInt64Array,
  },
  bool: {
    code: 9,
    bytes: 1,
    create: (buffer) => new Uint8Array(buffer),
    holds: (data) => data instanceof Uint8Array,
  },
  float16: {
    code: 10,
    bytes: 2,
    create: (buffer) => new Uint16Array(buffer),
    holds: (data) => data instanceof Uint16Array,
  },
};

const namesByCode = new Map(Object.entries(layouts).map(([name, { code }]) => [code, name as DataType]));

/** Names of ONNX types that graphs do not use, so that a refusal can say which one it met. */
const foreignTypes: Readonly<Record<number, string>> = {
  4: 'uint16',
  5: 'int16',
  8: 'string',
  11: 'float64',
  12: 'uint32',
  13: 'uint64',
  16: 'bfloat16',
};

export function codeOfDataType(dataType: DataType): number {
  return layouts[dataType].code;
}

/** @throws InputError when the type has no place in a Natiu graph */
export function dataTypeOfCode(code: number | undefined, what: string): DataType {
  const name = namesByCode.get(code ?? 0);
  if (name !== undefined) return name;
  const met = foreignTypes[code ?? 0] ?? `number ${code ?? 0}`;
  throw new InputError(
    `${what} has element type ${met}; supported are ${Object.keys(layouts).sort().join(', ')}`,
  );
}

export function bytesPerElement(dataType: DataType): number {
  return layouts[dataType].bytes;
}

/** Number of elements of a shape; NaN when a dimension is unknown (-1). */
export function countElements(shape: Shape): number {
  let count = 1;
  for (const size of shape) count *= size < 0 ? Number.NaN : size;
  return count;
}

/** Whether `data` is the array that holds elements of this type. */
export function holdsDataType(dataType: DataType, data: unknown): boolean {
  return layouts[dataType].holds(data);
}

/** Name of the array type that carries this element type, for messages. */
export function arrayNameOf(dataType: DataType): string {
  return layouts[dataType].create(new ArrayBuffer(0)).constructor.name;
}

/** A zeroed array for `length` elements. */
export function createTensorData(dataType: DataType, length: number): TensorData {
  return layouts[dataType].create(new ArrayBuffer(length * layouts[dataType].bytes));
}

/** Copies little-endian bytes into an aligned array of the type. */
export function tensorDataFromBytes(dataType: DataType, bytes: Uint8Array): TensorData {
  const copy = new ArrayBuffer(bytes.byteLength);
  new Uint8Array(copy).set(bytes);
  return layouts[dataType].create(copy);
}

/** The same memory as bytes. */
export function bytesOfTensorData(data: TensorData): Uint8Array {
  return new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
}
