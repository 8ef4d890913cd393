/** For tests: parts of a pickle, protocol 2, each the bytes that leave one value on the stack. */
type Part = Buffer;

const join = (...parts: (string | Part)[]): Part =>
  Buffer.concat(parts.map((part) => (typeof part === 'string' ? Buffer.from(part, 'latin1') : part)));

function u32(value: number): Part {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}

export const raw = (...parts: (string | Part)[]): Part => join(...parts);
export const none = join('N');
export const whole = (value: number): Part => join('J', u32(value >>> 0));
export const text = (value: string): Part => join('X', u32(Buffer.byteLength(value)), Buffer.from(value));
export const list = (...values: Part[]): Part => join('](', ...values, 'e');
export const tuple = (...values: Part[]): Part => join('(', ...values, 't');
export const dict = (entries: Readonly<Record<string, Part>>): Part =>
  join('}(', ...Object.entries(entries).flatMap(([key, value]) => [text(key), value]), 'u');
export const global = (module: string, name: string): Part => join(`c${module}\n${name}\n`);
export const call = (callee: Part, ...args: Part[]): Part => join(callee, tuple(...args), 'R');
/** An object whose class is named and whose attributes are set. */
export const object = (callee: Part, attributes: Readonly<Record<string, Part>>): Part =>
  join(callee, ')\x81', dict(attributes), 'b');
export const persistent = (id: Part): Part => join(id, 'Q');
export const remember = (value: Part, key: number): Part => join(value, 'r', u32(key));
export const recall = (key: number): Part => join('j', u32(key));

export const pickle = (root: Part): Part => join('\x80\x02', root, '.');
