import { crc32 } from 'node:zlib';
import { call, global, list, persistent, pickle, raw, text, tuple, whole } from './pickle-writer.ts';

type Bytes = Uint8Array;

/** For tests: a zip archive that stores its files as they are. */
export function storedZip(files: Readonly<Record<string, Bytes>>, method = 0): Buffer {
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const [name, data] of Object.entries(files)) {
    const local = headerOf(0x04034b50, 30, { name, data, method });
    directory.push(headerOf(0x02014b50, 46, { name, data, method, offset }));
    parts.push(local, Buffer.from(data));
    offset += local.length + data.length;
  }
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(directory.length, 10);
  end.writeUInt32LE(Buffer.concat(directory).length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...parts, ...directory, end]);
}

interface Member {
  readonly name: string;
  readonly data: Bytes;
  readonly method: number;
  readonly offset?: number;
}

/** Local header (30 bytes) or directory entry (46 bytes): the same fields, two bytes apart. */
function headerOf(signature: number, length: number, { name, data, method, offset = 0 }: Member): Buffer {
  const header = Buffer.alloc(length);
  const shift = length === 46 ? 2 : 0;
  header.writeUInt32LE(signature, 0);
  header.writeUInt16LE(method, 8 + shift);
  header.writeUInt32LE(crc32(data), 14 + shift);
  header.writeUInt32LE(data.length, 18 + shift);
  header.writeUInt32LE(data.length, 22 + shift);
  header.writeUInt16LE(Buffer.byteLength(name), 26 + shift);
  if (length === 46) header.writeUInt32LE(offset, 42);
  return Buffer.concat([header, Buffer.from(name)]);
}

/** For tests: what torch.save writes, from the pickle's root value and the storages by their keys. */
export function checkpoint(root: Buffer, storages: Readonly<Record<string, Bytes>> = {}): Buffer {
  const data = Object.entries(storages).map(([key, bytes]) => [`net/data/${key}`, bytes] as const);
  return storedZip({
    'net/data.pkl': pickle(root),
    'net/byteorder': Buffer.from('little'),
    ...Object.fromEntries(data),
    'net/version': Buffer.from('3\n'),
  });
}

export const storage = (key: string, type = 'FloatStorage', count = 0): Buffer =>
  persistent(tuple(text('storage'), global('torch', type), text(key), text('cpu'), whole(count)));

interface Place {
  readonly shape: readonly number[];
  readonly strides?: readonly number[];
  readonly offset?: number;
}

/** A tensor that lies in a storage; without strides it is contiguous. */
export function tensor(stored: Buffer, { shape, strides, offset = 0 }: Place): Buffer {
  const rows = strides ?? shape.map((_, axis) => shape.slice(axis + 1).reduce((a, b) => a * b, 1));
  const counts = (values: readonly number[]) => tuple(...values.map(whole));
  const hooks = call(global('collections', 'OrderedDict'));
  const no = raw('\x89');
  return call(
    global('torch._utils', '_rebuild_tensor_v2'),
    stored,
    whole(offset),
    counts(shape),
    counts(rows),
    no,
    hooks,
  );
}

export const floats = (...values: number[]): Uint8Array => new Uint8Array(Float32Array.from(values).buffer);

/** An ordered dictionary, built by a call as Python pickles it. */
export const orderedDict = (entries: Readonly<Record<string, Buffer>>): Buffer =>
  call(
    global('collections', 'OrderedDict'),
    list(...Object.entries(entries).map(([name, value]) => list(text(name), value))),
  );
