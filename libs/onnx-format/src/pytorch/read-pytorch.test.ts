import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { InputError } from '@natiu/errors';
import { describe, expect, it } from 'vitest';
import {
  checkpoint,
  floats,
  orderedDict,
  storage,
  storedZip,
  tensor,
} from '../test-support/checkpoint-writer.ts';
import {
  call,
  dict,
  global,
  none,
  object,
  pickle,
  raw,
  text,
  tuple,
  whole,
} from '../test-support/pickle-writer.ts';
import { readPytorchCheckpoint } from './read-pytorch.ts';

const refusalOf = (bytes: Uint8Array): string => {
  try {
    readPytorchCheckpoint(bytes);
  } catch (error) {
    expect(error).toBeInstanceOf(InputError);
    return (error as Error).message;
  }
  return 'accepted';
};

const fixture = (name: string) => readFileSync(join(import.meta.dirname, '../../fixtures', name));
const numbers = (bytes: Uint8Array, name: string) => [...readPytorchCheckpoint(bytes).get(name)!.data];
const six = { '0': floats(0, 1, 2, 3, 4, 5) };

describe('readPytorchCheckpoint on files that PyTorch 1.13 wrote', () => {
  // Every tensor holds 0, 1/64, 2/64 ... plus its place in the state dict; halves hold these numbers exactly.
  const expected: Record<string, number[]> = {
    'model.0.conv.weight': [4, 3, 1, 1],
    'model.0.bn.weight': [4],
    'model.0.bn.bias': [4],
    'model.0.bn.running_mean': [4],
    'model.0.bn.running_var': [4],
    'model.1.conv.weight': [2, 4, 3, 3],
    'model.1.bn.weight': [2],
    'model.1.bn.bias': [2],
    'model.1.bn.running_mean': [2],
    'model.1.bn.running_var': [2],
  };

  it.each(['module-half.pt', 'state-dict.pt', 'state-dict-channels-last.pt'])(
    'gives the tensors of %s under the names of its state dict',
    (file) => {
      const tensors = readPytorchCheckpoint(fixture(file));
      Object.entries(expected).forEach(([name, shape], place) => {
        const { dataType, data, ...rest } = tensors.get(name)!;
        expect([name, dataType, rest.shape]).toEqual([name, 'float32', shape]);
        expect(Array.from(data as Float32Array)).toEqual(
          Array.from({ length: data.length }, (_, i) => place + i / 64),
        );
      });
      expect(tensors.get('model.0.bn.num_batches_tracked')?.data).toEqual(BigInt64Array.of(7n));
      expect(tensors.size).toBe(12);
    },
  );

  it('says that a file of the old format has to be saved again', () => {
    expect(refusalOf(fixture('old-format.pt'))).toMatch(/format of PyTorch before 1\.6.*save it again/);
  });
});

describe('readPytorchCheckpoint', () => {
  it('reads halves, bfloat16 and doubles as float32, and views of a storage by their strides', () => {
    const file = checkpoint(
      dict({
        half: tensor(storage('h', 'HalfStorage'), { shape: [2] }),
        brain: tensor(storage('b', 'BFloat16Storage'), { shape: [1] }),
        double: tensor(storage('d', 'DoubleStorage'), { shape: [1] }),
        turned: tensor(storage('0'), { shape: [2, 2], strides: [1, 3], offset: 1 }),
        scalar: tensor(storage('0'), { shape: [], offset: 5 }),
        empty: tensor(storage('0'), { shape: [0, 3] }),
      }),
      {
        ...six,
        h: new Uint8Array(Uint16Array.of(0x3c00, 0xc000).buffer),
        b: new Uint8Array(Uint16Array.of(0xc040).buffer),
        d: new Uint8Array(Float64Array.of(0.1).buffer),
      },
    );
    expect(numbers(file, 'half')).toEqual([1, -2]);
    expect(numbers(file, 'brain')).toEqual([-3]);
    expect(numbers(file, 'double')).toEqual([Math.fround(0.1)]);
    expect(numbers(file, 'turned')).toEqual([1, 4, 2, 5]);
    expect(numbers(file, 'scalar')).toEqual([5]);
    expect(numbers(file, 'empty')).toEqual([]);
  });

  it('takes the averaged weights before the others, and leaves out what is no tensor', () => {
    const one = (offset: number) =>
      orderedDict({ w: tensor(storage('0'), { shape: [1], offset }), n: whole(3) });
    const both = dict({ epoch: whole(9), model: one(1), ema: one(2), optimizer: one(3) });
    expect(numbers(checkpoint(both, six), 'w')).toEqual([2]);
    expect(numbers(checkpoint(dict({ ema: none, state_dict: one(4) }), six), 'w')).toEqual([4]);
  });

  it('reads untyped storages by the element type of the tensor', () => {
    const rebuilt = call(
      global('torch._utils', '_rebuild_tensor_v3'),
      storage('0', 'UntypedStorage'),
      ...[whole(2), tuple(whole(2)), tuple(whole(1)), none, none, global('torch', 'float32')],
    );
    expect(numbers(checkpoint(dict({ w: rebuilt }), six), 'w')).toEqual([2, 3]);
  });

  it('refuses tensors that reach beyond their storage or would unfold it', () => {
    const reach = (place: Parameters<typeof tensor>[1]) =>
      refusalOf(checkpoint(dict({ w: tensor(storage('0'), place) }), six));
    expect(reach({ shape: [7] })).toContain('"w" [7] reaches beyond its storage: element 6 of 6');
    expect(reach({ shape: [3], offset: 4 })).toContain('beyond its storage');
    expect(reach({ shape: [2, 2], strides: [5, 1] })).toContain('beyond its storage');
    expect(reach({ shape: [1000], strides: [0] })).toContain('beyond its storage');
    expect(reach({ shape: [2 ** 31 - 1, 2 ** 31 - 1], strides: [0, 0] })).toContain('more than any network');
    expect(reach({ shape: [-1] })).toContain('no counts');
    expect(reach({ shape: [1], strides: [1, 1] })).toContain('no counts');
  });

  it('refuses storages that are not there, damaged, or of foreign types, naming the tensor', () => {
    const one = (stored: Buffer) => dict({ w: tensor(stored, { shape: [1] }) });
    expect(refusalOf(checkpoint(one(storage('1')), six))).toContain('no file "net/data/1"');
    expect(refusalOf(checkpoint(one(storage('0', 'ComplexFloatStorage')), six))).toContain(
      '"w" has element type ComplexFloatStorage',
    );
    expect(refusalOf(checkpoint(one(storage('0')), { '0': new Uint8Array(7) }))).toContain('7 bytes');
    expect(refusalOf(checkpoint(one(text('0')), six))).toContain('no storage');
    const damaged = checkpoint(one(storage('0')), six);
    damaged[damaged.indexOf(Buffer.from(six['0'])) + 5] ^= 1;
    expect(refusalOf(damaged)).toContain('checksum of "net/data/0"');
  });

  it('refuses files without weights, and programs', () => {
    expect(refusalOf(checkpoint(dict({ epoch: whole(3) })))).toContain('holds no weights');
    expect(refusalOf(checkpoint(object(global('net', 'Empty'), {})))).toContain('holds no weights');
    expect(refusalOf(storedZip({ 'a.txt': new Uint8Array(3) }))).toContain('no data.pkl');
    const program = { 'p/data.pkl': pickle(none), 'p/constants.pkl': pickle(none) };
    expect(refusalOf(storedZip(program))).toContain('TorchScript');
    expect(refusalOf(storedZip({ 'n/data.pkl': pickle(none), 'n/byteorder': Buffer.from('big') }))).toContain(
      'big endian',
    );
    expect(refusalOf(Buffer.from('nothing'))).toContain('no zip archive');
    expect(refusalOf(new Uint8Array(0))).toContain('no zip archive');
  });

  it('refuses compressed, doubled and overlapping files of an archive', () => {
    expect(refusalOf(storedZip({ 'n/data.pkl': pickle(none) }, 8))).toContain('compressed');
    const twice = storedZip({ 'n/data.pkl': pickle(none), 'm/data.pkl': pickle(none) });
    for (let at = twice.indexOf('m/'); at >= 0; at = twice.indexOf('m/')) twice.write('n', at);
    expect(refusalOf(twice)).toContain('one name');
    const overlapping = storedZip({ a: new Uint8Array(4), b: new Uint8Array(4) });
    overlapping.writeUInt32LE(0, overlapping.lastIndexOf(raw('PK\x01\x02')) + 42);
    expect(refusalOf(overlapping)).toContain('overlap');
  });

  it('refuses every truncation with nothing but an InputError', () => {
    const file = checkpoint(dict({ w: tensor(storage('0'), { shape: [6] }) }), six);
    expect(numbers(file, 'w')).toEqual([0, 1, 2, 3, 4, 5]);
    for (let length = 0; length < file.length; length += 1)
      expect(() => readPytorchCheckpoint(file.subarray(0, length)), `cut at ${length}`).toThrow(InputError);
  });
});
