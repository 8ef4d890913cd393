import { InputError } from '@natiu/errors';
import type { NamedTensor } from '@natiu/tensor-graph';
import { describe, expect, it } from 'vitest';
import { readSafetensors, writeSafetensors } from './safetensors.ts';

const tensors = new Map<string, NamedTensor>([
  ['model.0.weight', { dataType: 'float32', shape: [2, 2], data: Float32Array.of(1, -2, 3.5, 0) }],
  ['flag', { dataType: 'bool', shape: [], data: Uint8Array.of(1) }],
  ['half', { dataType: 'float16', shape: [3], data: Uint16Array.of(0x3c00, 0, 0xc000) }],
  ['steps', { dataType: 'int64', shape: [1], data: BigInt64Array.of(-7n) }],
  ['i', { dataType: 'int32', shape: [2], data: Int32Array.of(-1, 5) }],
  ['bytes', { dataType: 'uint8', shape: [3], data: Uint8Array.of(1, 2, 255) }],
  ['empty', { dataType: 'float32', shape: [0, 3], data: new Float32Array(0) }],
  ['__proto__', { dataType: 'uint8', shape: [1], data: Uint8Array.of(9) }],
]);

function fileOf(header: unknown, data: Uint8Array = new Uint8Array(0)): Uint8Array {
  const json = Buffer.from(typeof header === 'string' ? header : JSON.stringify(header));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(json.length));
  return Buffer.concat([length, json, data]);
}

function refusalOf(file: Uint8Array): string {
  try {
    readSafetensors(file);
  } catch (error) {
    expect(error).toBeInstanceOf(InputError);
    return (error as Error).message;
  }
  return 'accepted';
}

const entry = (dtype: string, shape: unknown, offsets: unknown) => ({ dtype, shape, data_offsets: offsets });

describe('safetensors', () => {
  it('gives back every element type, scalars and empty tensors', () => {
    expect(readSafetensors(writeSafetensors(tensors, { format: 'pt' }))).toEqual(tensors);
  });

  it('starts the data at a multiple of eight bytes', () => {
    const file = writeSafetensors(tensors);
    expect(Number(new DataView(file.buffer, file.byteOffset).getBigUint64(0, true)) % 8).toBe(0);
  });

  it('reads an empty file of ours', () => {
    expect(readSafetensors(writeSafetensors(new Map())).size).toBe(0);
  });

  it('turns bfloat16 and float64 into float32', () => {
    const bf16 = fileOf(
      { a: entry('BF16', [2], [0, 4]) },
      new Uint8Array(Uint16Array.of(0x3f80, 0xc040).buffer),
    );
    expect(readSafetensors(bf16).get('a')?.data).toEqual(Float32Array.of(1, -3));
    const f64 = fileOf({ a: entry('F64', [1], [0, 8]) }, new Uint8Array(Float64Array.of(0.1).buffer));
    expect(readSafetensors(f64).get('a')?.data).toEqual(Float32Array.of(0.1));
  });

  it('says how a truncated file is short', () => {
    const file = writeSafetensors(tensors);
    expect(refusalOf(file.subarray(0, 5))).toContain('5 bytes are too few');
    expect(refusalOf(file.subarray(0, 40))).toContain('the header needs');
    expect(refusalOf(file.subarray(0, file.length - 1))).toContain('truncated');
    expect(refusalOf(Buffer.concat([file, Buffer.alloc(3)]))).toContain('3 unused bytes at its end');
  });

  it('refuses absurd headers without allocating for them', () => {
    const absurd = Buffer.alloc(32, 0xff);
    expect(refusalOf(absurd)).toContain('announces a header of');
    expect(refusalOf(fileOf('[1, 2'))).toContain('not JSON');
    expect(refusalOf(fileOf('[]'))).toContain('not an object');
    expect(refusalOf(fileOf({ a: 3 }))).toContain('"a" is not an object');
  });

  it('refuses overlaps, holes, unknown types, and offsets that contradict the shape', () => {
    const data = new Uint8Array(8);
    const two = (begin: number) => ({
      a: entry('F32', [1], [0, 4]),
      b: entry('F32', [1], [begin, begin + 4]),
    });
    expect(refusalOf(fileOf(two(2), data))).toContain('"b" overlaps');
    expect(refusalOf(fileOf(two(6), data))).toContain('2 unused bytes before "b"');
    expect(refusalOf(fileOf({ a: entry('F8_E4M3', [8], [0, 8]) }, data))).toContain('"F8_E4M3"');
    expect(refusalOf(fileOf({ a: entry('toString', [8], [0, 8]) }, data))).toContain('element type');
    expect(refusalOf(fileOf({ a: entry('F32', [3], [0, 8]) }, data))).toContain('needs 12 bytes, but owns 8');
    expect(refusalOf(fileOf({ a: entry('F32', [-2], [0, 8]) }, data))).toContain('no valid shape');
    expect(refusalOf(fileOf({ a: entry('F32', [2], [8, 0]) }, data))).toContain('no valid data_offsets');
    expect(refusalOf(fileOf({ a: entry('U8', [2 ** 40, 2 ** 40], [0, 8]) }, data))).toContain('needs');
  });

  it('refuses to write an array that does not fit its shape or type', () => {
    const write = (tensor: NamedTensor) => () => writeSafetensors(new Map([['a', tensor]]));
    expect(write({ dataType: 'float32', shape: [2], data: Float32Array.of(1) })).toThrow(
      '"a" has 1 elements',
    );
    expect(write({ dataType: 'int64', shape: [1], data: Float32Array.of(1) })).toThrow(
      'needs a BigInt64Array',
    );
  });
});
