import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { InputError, NotFoundError } from '@natiu/errors';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openGoldenFolder, verifyResult } from './golden-folder.ts';

let directory: string;

function writeItem(bytes: Uint8Array, tensors: unknown): void {
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  writeFileSync(join(directory, 'one.bin'), bytes);
  const manifest = { file: 'one.bin', sha256, meta: { limit: 3 }, tensors };
  writeFileSync(join(directory, 'one.json'), JSON.stringify(manifest));
}

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'golden-'));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

describe('openGoldenFolder', () => {
  it('reads tensors of every type at offsets that are not aligned', () => {
    const bytes = new Uint8Array(13);
    bytes[0] = 7;
    bytes.set(new Uint8Array(new Float32Array([1.5, -2]).buffer), 1);
    bytes.set(new Uint8Array(new Int32Array([-9]).buffer), 9);
    writeItem(bytes, [
      { name: 'u', dtype: 'uint8', shape: [1], offset: 0, nbytes: 1 },
      { name: 'f', dtype: 'float32', shape: [1, 2], offset: 1, nbytes: 8 },
      { name: 'i', dtype: 'int32', shape: [], offset: 9, nbytes: 4 },
    ]);
    const item = openGoldenFolder(directory).item('one');
    expect([...item.tensor('f', 'float32').data]).toEqual([1.5, -2]);
    expect([...item.tensor('i', 'int32').data]).toEqual([-9]);
    expect(item.tensors.get('u')).toEqual({ dtype: 'uint8', shape: [1], data: new Uint8Array([7]) });
    expect(item.meta).toEqual({ limit: 3 });
    expect(() => item.tensor('f', 'float64')).toThrow('tensor "f" is float32');
    expect(() => item.tensor('g', 'float64')).toThrow('has no tensor "g"');
  });

  it('names the file whose checksum does not fit', () => {
    writeItem(new Uint8Array(4), []);
    writeFileSync(join(directory, 'one.bin'), new Uint8Array(5));
    expect(() => openGoldenFolder(directory).item('one')).toThrow(/one\.bin is damaged/);
  });

  it('refuses a tensor that lies outside the file', () => {
    writeItem(new Uint8Array(4), [{ name: 'f', dtype: 'float32', shape: [2], offset: 0, nbytes: 8 }]);
    expect(() => openGoldenFolder(directory).item('one')).toThrow(InputError);
  });

  it('says which folder or file is missing', () => {
    expect(() => openGoldenFolder(join(directory, 'none'))).toThrow(NotFoundError);
    expect(() => openGoldenFolder(directory).item('two')).toThrow(/two\.json/);
    writeFileSync(join(directory, 'three.json'), '{ not json');
    expect(() => openGoldenFolder(directory).item('three')).toThrow(/three\.json is not JSON/);
  });
});

describe('verifyResult', () => {
  it('never lets a NaN pass', () => {
    expect(verifyResult('a', 'b', { worstError: Number.NaN, allowed: 1 }).pass).toBe(false);
    expect(verifyResult('a', 'b', { worstError: 1, allowed: 1 }).pass).toBe(true);
  });
});
