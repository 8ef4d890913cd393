import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { InputError } from '@natiu/errors';
import { describe, expect, it } from 'vitest';
import { decodeModel } from './decode-model.ts';
import { encodeModel } from './encode-model.ts';
import { readPickle } from './pickle/read-pickle.ts';
import { collectTensors } from './pytorch/collect-tensors.ts';
import { PYTORCH_HOOKS } from './pytorch/pickled-tensors.ts';
import { readPytorchCheckpoint } from './pytorch/read-pytorch.ts';
import { openStoredZip } from './pytorch/stored-zip.ts';
import { readSafetensors, writeSafetensors } from './safetensors.ts';
import { convGraph } from './test-graph.ts';

/** Small deterministic generator (xorshift32), so that a failure can be repeated. */
function createRandom(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % below;
  };
}

function damage(whole: Uint8Array, random: (below: number) => number): Uint8Array {
  const bytes = Uint8Array.from(whole);
  for (let flips = 1 + random(4); flips > 0; flips--) bytes[random(bytes.length)] ^= 1 << random(8);
  return random(3) === 0 ? bytes.subarray(0, random(bytes.length)) : bytes;
}

/** Reads many damaged copies; returns how many were refused. Anything but an InputError fails the test. */
function countRefusals(whole: Uint8Array, read: (bytes: Uint8Array) => unknown, copies = 3000): number {
  const random = createRandom(20261);
  let refused = 0;
  for (let i = 0; i < copies; i++) {
    try {
      read(damage(whole, random));
    } catch (error) {
      expect(error).toBeInstanceOf(InputError);
      refused++;
    }
  }
  return refused;
}

const model = encodeModel(convGraph());
const weights = writeSafetensors(
  new Map(
    convGraph().initializers.map(({ name, dataType, shape, data }) => [name, { dataType, shape, data }]),
  ),
);

describe('damaged files', () => {
  it('are refused as models with nothing but an InputError', () => {
    expect(countRefusals(model, decodeModel)).toBeGreaterThan(1500);
  });

  it('are refused as safetensors with nothing but an InputError', () => {
    expect(countRefusals(weights, readSafetensors)).toBeGreaterThan(1500);
  });

  it('are refused as PyTorch checkpoints with nothing but an InputError, behind their checksums too', () => {
    const file = readFileSync(join(import.meta.dirname, '../fixtures/module-half.pt'));
    expect(countRefusals(file, readPytorchCheckpoint, 600)).toBeGreaterThan(300);
    const pickle = openStoredZip(file).read('module-half/data.pkl');
    const readPickled = (bytes: Uint8Array) => collectTensors(readPickle(bytes, PYTORCH_HOOKS));
    expect(countRefusals(pickle, readPickled, 600)).toBeGreaterThan(300);
  });

  it('are refused at every length shorter than the model up to its metadata', () => {
    const bare = encodeModel({ ...convGraph(), metadata: {} });
    for (let length = 0; length < bare.length; length++)
      expect(() => decodeModel(bare.subarray(0, length)), `cut at ${length}`).toThrow(InputError);
  });

  it('are refused at every length shorter than the safetensors file', () => {
    for (let length = 0; length < weights.length; length++)
      expect(() => readSafetensors(weights.subarray(0, length)), `cut at ${length}`).toThrow(InputError);
  });

  it('are refused when they are noise', () => {
    const random = createRandom(7);
    for (let i = 0; i < 500; i++) {
      const noise = Uint8Array.from({ length: 1 + random(400) }, () => random(256));
      expect(() => decodeModel(noise)).toThrow(InputError);
      expect(() => readSafetensors(noise)).toThrow(InputError);
    }
  });
});
