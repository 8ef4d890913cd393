import { InputError } from '@natiu/errors';
import { STORED_BYTES } from './stored-data.ts';

/** Where one tensor lies in the file. */
export interface Entry {
  readonly name: string;
  readonly storedType: string;
  readonly shape: readonly number[];
  /** Bytes from the end of the header. */
  readonly begin: number;
  readonly end: number;
}

export const METADATA_KEY = '__metadata__';
const LENGTH_BYTES = 8;
const MAX_HEADER_BYTES = 100_000_000;

export interface Header {
  /** In the order of their bytes. */
  readonly entries: readonly Entry[];
  /** Where the bytes begin. */
  readonly dataStart: number;
  /** Free text pairs; what is no text is left out. */
  readonly metadata: Readonly<Record<string, string>>;
}

/** @throws InputError saying what is wrong with the header */
export function readHeader(file: Uint8Array): Header {
  const json = readJson(file);
  const dataStart = LENGTH_BYTES + json.length;
  const header = parseHeader(json);
  const entries = Object.entries(header)
    .filter(([name]) => name !== METADATA_KEY)
    .map(([name, value]) => parseEntry(name, value))
    .sort((a, b) => a.begin - b.begin || a.end - b.end);
  checkLayout(entries, file.length - dataStart);
  return { entries, dataStart, metadata: textPairs(header[METADATA_KEY]) };
}

function textPairs(value: unknown): Record<string, string> {
  if (!isRecord(value)) return {};
  return Object.fromEntries(
    Object.entries(value).filter((pair): pair is [string, string] => typeof pair[1] === 'string'),
  );
}

function readJson(file: Uint8Array): Uint8Array {
  if (file.length < LENGTH_BYTES)
    throw new InputError(`not a safetensors file: ${file.length} bytes are too few for a header`);
  const length = Number(new DataView(file.buffer, file.byteOffset).getBigUint64(0, true));
  if (length > MAX_HEADER_BYTES)
    throw new InputError(`not a safetensors file: it announces a header of ${length} bytes`);
  if (length > file.length - LENGTH_BYTES)
    throw new InputError(
      `truncated safetensors file: the header needs ${length} bytes, ${file.length - LENGTH_BYTES} are there`,
    );
  return file.subarray(LENGTH_BYTES, LENGTH_BYTES + length);
}

function parseHeader(json: Uint8Array): Record<string, unknown> {
  let header: unknown;
  try {
    header = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(json));
  } catch (cause) {
    throw new InputError(`not a safetensors file: its header is not JSON: ${(cause as Error).message}`, {
      cause,
    });
  }
  if (!isRecord(header)) throw new InputError('not a safetensors file: its header is not an object');
  return header;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function parseEntry(name: string, value: unknown): Entry {
  const what = `safetensors entry "${name}"`;
  if (!isRecord(value)) throw new InputError(`${what} is not an object`);
  const { dtype, shape, data_offsets: offsets } = value;
  if (typeof dtype !== 'string' || !Object.hasOwn(STORED_BYTES, dtype))
    throw new InputError(
      `${what} has element type ${JSON.stringify(dtype)}; known are ${Object.keys(STORED_BYTES).join(', ')}`,
    );
  if (!isCounts(shape)) throw new InputError(`${what} has no valid shape: ${JSON.stringify(shape)}`);
  if (!isCounts(offsets) || offsets.length !== 2 || offsets[0] > offsets[1])
    throw new InputError(`${what} has no valid data_offsets: ${JSON.stringify(offsets)}`);
  const [begin, end] = offsets;
  const needed = shape.reduce((product, size) => product * size, STORED_BYTES[dtype]);
  if (end - begin !== needed)
    throw new InputError(
      `${what} is ${dtype} [${shape.join(', ')}] and needs ${needed} bytes, but owns ${end - begin}`,
    );
  return { name, storedType: dtype, shape, begin, end };
}

function isCounts(value: unknown): value is number[] {
  return Array.isArray(value) && value.every((entry) => Number.isSafeInteger(entry) && entry >= 0);
}

/** Tensors must cover the data without holes or overlaps, so that no byte is read twice or hidden. */
function checkLayout(entries: readonly Entry[], dataBytes: number): void {
  let end = 0;
  for (const entry of entries) {
    if (entry.begin < end)
      throw new InputError(`safetensors entry "${entry.name}" overlaps the one before it`);
    if (entry.begin > end)
      throw new InputError(`safetensors file has ${entry.begin - end} unused bytes before "${entry.name}"`);
    end = entry.end;
  }
  if (end > dataBytes)
    throw new InputError(`truncated safetensors file: tensors need ${end} bytes, ${dataBytes} are there`);
  if (end < dataBytes)
    throw new InputError(`safetensors file has ${dataBytes - end} unused bytes at its end`);
}
