import { InputError } from '@natiu/errors';
import type { NamedTensor } from '@natiu/tensor-graph';
import { arrayNameOf, bytesOfTensorData, countElements, holdsDataType } from './data-types.ts';
import { METADATA_KEY, readHeader } from './safetensors-header.ts';
import { READ_TYPES, readStoredData, STORED_TYPES } from './stored-data.ts';

/**
 * Reads a safetensors file. BF16 and F64 become float32; F16 stays float16 (raw bits).
 * @throws InputError when the file is truncated, overlapping or of unknown element types
 */
export function readSafetensors(bytes: Uint8Array): Map<string, NamedTensor> {
  const { entries, dataStart } = readHeader(bytes);
  const tensors = new Map<string, NamedTensor>();
  for (const { name, storedType, shape, begin, end } of entries) {
    const stored = bytes.subarray(dataStart + begin, dataStart + end);
    tensors.set(name, { dataType: READ_TYPES[storedType], shape, data: readStoredData(storedType, stored) });
  }
  return tensors;
}

/**
 * The free text pairs in the header.
 * @throws InputError as `readSafetensors`
 */
export function readSafetensorsMetadata(bytes: Uint8Array): Readonly<Record<string, string>> {
  return readHeader(bytes).metadata;
}

/**
 * @param metadata free text pairs kept in the header
 * @throws InputError when a tensor's array does not fit its type or shape
 */
export function writeSafetensors(
  tensors: ReadonlyMap<string, NamedTensor>,
  metadata: Readonly<Record<string, string>> = {},
): Uint8Array {
  const header: [string, unknown][] = Object.keys(metadata).length > 0 ? [[METADATA_KEY, metadata]] : [];
  let end = 0;
  for (const [name, tensor] of tensors) {
    checkTensor(name, tensor);
    const begin = end;
    end += tensor.data.byteLength;
    const { dataType, shape } = tensor;
    header.push([name, { dtype: STORED_TYPES[dataType], shape, data_offsets: [begin, end] }]);
  }
  const json = JSON.stringify(Object.fromEntries(header));
  // Spaces up to a multiple of 8 keep the data aligned for readers that map the file.
  const length = Math.ceil(Buffer.byteLength(json) / 8) * 8;
  const file = Buffer.alloc(8 + length + end, ' ');
  file.writeBigUInt64LE(BigInt(length), 0);
  file.write(json, 8);
  let offset = 8 + length;
  for (const { data } of tensors.values()) {
    file.set(bytesOfTensorData(data), offset);
    offset += data.byteLength;
  }
  return file;
}

function checkTensor(name: string, { dataType, shape, data }: NamedTensor): void {
  if (name === METADATA_KEY) throw new InputError(`a tensor may not be called ${METADATA_KEY}`);
  if (!holdsDataType(dataType, data))
    throw new InputError(
      `tensor "${name}" is ${dataType} and needs a ${arrayNameOf(dataType)}, not ${data.constructor.name}`,
    );
  if (data.length !== countElements(shape))
    throw new InputError(`tensor "${name}" has ${data.length} elements, not those of [${shape.join(', ')}]`);
}
