import { InputError } from '@natiu/errors';

/** Reads forward through bytes and refuses to read past their end. */
export interface ByteCursor {
  /** Bytes read so far. */
  position(): number;
  u8(): number;
  u16(): number;
  i32(): number;
  u32(): number;
  /** A 64-bit length. */
  length64(): number;
  /** Big-endian double, as pickles write it. */
  f64(): number;
  bytes(count: number): Uint8Array;
  /** UTF-8 of so many bytes. */
  text(count: number): string;
  /** Text up to a newline, which is taken too. */
  line(): string;
}

const NEWLINE = 0x0a;

/** @param what the file or part, for messages */
export function createByteCursor(source: Uint8Array, what: string): ByteCursor {
  const view = new DataView(source.buffer, source.byteOffset, source.byteLength);
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  let at = 0;
  const take = (count: number): number => {
    if (count > source.length - at)
      throw new InputError(
        `${what} is truncated: ${count} bytes are needed at ${at}, ${source.length - at} are there`,
      );
    at += count;
    return at - count;
  };
  const decode = (bytes: Uint8Array): string => {
    try {
      return decoder.decode(bytes);
    } catch (cause) {
      throw new InputError(`${what} is damaged: the text before byte ${at} is not UTF-8`, { cause });
    }
  };
  const bytes = (count: number) => {
    const from = take(count);
    return source.subarray(from, from + count);
  };
  return {
    position: () => at,
    u8: () => source[take(1)],
    u16: () => view.getUint16(take(2), true),
    i32: () => view.getInt32(take(4), true),
    u32: () => view.getUint32(take(4), true),
    length64: () => Number(view.getBigUint64(take(8), true)),
    f64: () => view.getFloat64(take(8), false),
    bytes,
    text: (count) => decode(bytes(count)),
    line: () => {
      const end = source.indexOf(NEWLINE, at);
      if (end < 0) throw new InputError(`${what} is truncated: the name at byte ${at} does not end`);
      const text = decode(bytes(end - at));
      at += 1;
      return text;
    },
  };
}
