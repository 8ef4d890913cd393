import { crc32 } from 'node:zlib';
import { InputError } from '@natiu/errors';

/** Files of an archive by name; each is a view into the archive, checked against its checksum when it is read. */
export interface StoredZip {
  readonly names: readonly string[];
  /** @throws InputError when there is no such file or it is damaged */
  read(name: string): Uint8Array;
}

interface Entry {
  readonly name: string;
  /** 0 for data as it is; all others are compressed. */
  readonly method: number;
  readonly checksum: number;
  readonly begin: number;
  readonly end: number;
}

const END_SIGNATURE = 0x06054b50;
const END64_SIGNATURE = 0x06064b50;
const LOCATOR64_SIGNATURE = 0x07064b50;
const ENTRY_SIGNATURE = 0x02014b50;
const LOCAL_SIGNATURE = 0x04034b50;
const END_BYTES = 22;
const MAX_COMMENT_BYTES = 0xffff;
const MAX_ENTRIES = 100_000;
const ZIP64_EXTRA = 1;
const ENCRYPTED = 1;

/**
 * Opens the kind of zip that torch.save writes: nothing compressed, so files can be read in place.
 * Source: PKWARE's APPNOTE, sections 4.3.7 to 4.5.3.
 * @throws InputError when it is truncated, damaged, compressed, encrypted, or its files overlap
 */
export function openStoredZip(bytes: Uint8Array): StoredZip {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let entries: Entry[];
  try {
    entries = readDirectory(view, bytes);
  } catch (cause) {
    // DataView refuses offsets outside of the file.
    if (cause instanceof RangeError)
      throw new InputError('the archive is damaged: it points outside of itself', { cause });
    throw cause;
  }
  checkOverlaps(entries);
  const byName = new Map(entries.map((entry) => [entry.name, entry]));
  if (byName.size < entries.length)
    throw new InputError('the archive is damaged: two of its files have one name');
  return {
    names: [...byName.keys()],
    read: (name) => {
      const entry = byName.get(name);
      if (!entry) throw new InputError(`the archive has no file "${name}"`);
      if (entry.method !== 0)
        throw new InputError(
          `"${name}" in the archive is compressed, which torch.save never does: bring the file as it was saved`,
        );
      const data = bytes.subarray(entry.begin, entry.end);
      if (crc32(data) !== entry.checksum)
        throw new InputError(`the archive is damaged: the checksum of "${name}" does not fit`);
      return data;
    },
  };
}

interface Directory {
  readonly offset: number;
  readonly count: number;
}

function findDirectory(view: DataView): Directory {
  const lowest = Math.max(0, view.byteLength - END_BYTES - MAX_COMMENT_BYTES);
  for (let at = view.byteLength - END_BYTES; at >= lowest; at -= 1) {
    if (view.getUint32(at, true) !== END_SIGNATURE) continue;
    const locator = at - 20;
    if (locator >= 0 && view.getUint32(locator, true) === LOCATOR64_SIGNATURE) {
      const end64 = readLength(view, locator + 8);
      if (view.getUint32(end64, true) !== END64_SIGNATURE) break;
      return { count: readLength(view, end64 + 32), offset: readLength(view, end64 + 48) };
    }
    return { count: view.getUint16(at + 10, true), offset: view.getUint32(at + 16, true) };
  }
  throw new InputError(
    'the archive is truncated or damaged: its directory, which stands at the end, is not there',
  );
}

function readLength(view: DataView, at: number): number {
  return Number(view.getBigUint64(at, true));
}

function readDirectory(view: DataView, bytes: Uint8Array): Entry[] {
  const { offset, count } = findDirectory(view);
  if (count > MAX_ENTRIES)
    throw new InputError(`the archive announces ${count} files, which no file of weights has`);
  const entries: Entry[] = [];
  let at = offset;
  for (let i = 0; i < count; i += 1) {
    if (view.getUint32(at, true) !== ENTRY_SIGNATURE)
      throw new InputError(`the archive is damaged: entry ${i + 1} of its directory is not there`);
    const nameBytes = view.getUint16(at + 28, true);
    const extraBytes = view.getUint16(at + 30, true);
    entries.push(readEntry(view, at, new TextDecoder().decode(bytes.subarray(at + 46, at + 46 + nameBytes))));
    at += 46 + nameBytes + extraBytes + view.getUint16(at + 32, true);
  }
  return entries;
}

function readEntry(view: DataView, at: number, name: string): Entry {
  if (view.getUint16(at + 8, true) & ENCRYPTED) throw new InputError(`"${name}" in the archive is encrypted`);
  const { size, local } = readSizes(view, at);
  if (view.getUint32(local, true) !== LOCAL_SIGNATURE)
    throw new InputError(`the archive is damaged: "${name}" does not begin where its directory says`);
  const begin = local + 30 + view.getUint16(local + 26, true) + view.getUint16(local + 28, true);
  if (begin + size > view.byteLength)
    throw new InputError(`the archive is truncated: "${name}" needs ${size} bytes, fewer are there`);
  return {
    name,
    method: view.getUint16(at + 10, true),
    checksum: view.getUint32(at + 16, true),
    begin,
    end: begin + size,
  };
}

/** Sizes and offsets beyond 32 bits stand in an extra field, those that overflow only, in a fixed order. */
function readSizes(view: DataView, at: number): { size: number; local: number } {
  const overflow = 0xffffffff;
  const short = [24, 20, 42].map((offset) => view.getUint32(at + offset, true));
  const first = at + 46 + view.getUint16(at + 28, true);
  const end = first + view.getUint16(at + 30, true);
  let wide = -1;
  for (let extra = first; extra + 4 <= end; extra += 4 + view.getUint16(extra + 2, true))
    if (view.getUint16(extra, true) === ZIP64_EXTRA) wide = extra + 4;
  const [whole, size, local] = short.map((value) => {
    if (value !== overflow || wide < 0) return value;
    wide += 8;
    return readLength(view, wide - 8);
  });
  if (view.getUint16(at + 10, true) === 0 && size !== whole)
    throw new InputError('the archive is damaged: a file that is not compressed has two sizes');
  return { size, local };
}

/** Files that share bytes would let a small archive unfold into a large one. */
function checkOverlaps(entries: readonly Entry[]): void {
  const sorted = [...entries].sort((a, b) => a.begin - b.begin);
  for (let i = 1; i < sorted.length; i += 1)
    if (sorted[i].begin < sorted[i - 1].end)
      throw new InputError(`the archive is damaged: "${sorted[i].name}" and "${sorted[i - 1].name}" overlap`);
}
