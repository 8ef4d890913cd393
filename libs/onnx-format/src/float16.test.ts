import { describe, expect, it } from 'vitest';
import { decodeModel } from './decode-model.ts';
import { encodeModel } from './encode-model.ts';
import { fromFloat16, toFloat16 } from './float16.ts';
import { storeWeightsAsFloat16 } from './store-weights-as-float16.ts';
import { convGraph } from './test-graph.ts';

describe('float16', () => {
  it.each([
    [0, 0x0000],
    [-0, 0x8000],
    [1, 0x3c00],
    [-2, 0xc000],
    [65504, 0x7bff],
    [65519.99, 0x7bff],
    [65520, 0x7c00],
    [Infinity, 0x7c00],
    [2 ** -14, 0x0400],
    [2 ** -24, 0x0001],
    [2 ** -25, 0x0000],
    [1 / 3, 0x3555],
    // Halfway between two halves: the even one wins, downwards and upwards.
    [1 + 2 ** -11, 0x3c00],
    [1 + 3 * 2 ** -11, 0x3c02],
  ])('stores %d as the known bits', (value, bits) => {
    expect(toFloat16(Float32Array.of(value))[0]).toBe(bits);
  });

  it('gives back all 63,488 finite halves and both infinities exactly', () => {
    const bits = Uint16Array.from({ length: 65536 }, (_, i) => i).filter(
      (half) => (half & 0x7c00) !== 0x7c00 || (half & 0x3ff) === 0,
    );
    expect(bits).toHaveLength(63490);
    expect(toFloat16(fromFloat16(bits))).toEqual(bits);
  });

  it('keeps NaN a NaN', () => {
    expect(fromFloat16(toFloat16(Float32Array.of(NaN)))[0]).toBeNaN();
  });
});

describe('storeWeightsAsFloat16', () => {
  const large = (data: Float32Array) => ({
    ...convGraph(),
    initializers: [
      { ...convGraph().initializers[0], shape: [2, 1, 64, 64], data },
      convGraph().initializers[1],
    ],
  });

  it('halves the file and feeds the same names through a Cast', () => {
    const graph = large(new Float32Array(8192).fill(0.5));
    const small = storeWeightsAsFloat16(graph);
    expect(small.nodes[0]).toMatchObject({ op: 'Cast', inputs: ['w.float16'], outputs: ['w'] });
    expect(small.initializers.map(({ dataType }) => dataType)).toEqual(['float16', 'float32']);
    expect(encodeModel(small).length / encodeModel(graph).length).toBeLessThan(0.52);
    expect(decodeModel(encodeModel(small))).toEqual(small);
  });

  it('leaves small constants and values beyond float16 as they are', () => {
    expect(storeWeightsAsFloat16(convGraph())).toEqual(convGraph());
    const beyond = large(new Float32Array(8192).fill(1e9));
    expect(storeWeightsAsFloat16(beyond)).toEqual(beyond);
  });

  it('never reuses a name that the graph has', () => {
    const graph = large(new Float32Array(8192));
    const taken = { ...graph.initializers[1], name: 'w.float16' };
    const small = storeWeightsAsFloat16({ ...graph, initializers: [...graph.initializers, taken] });
    expect(small.initializers.map(({ name }) => name)).toEqual(['w.float16.2', 'b', 'w.float16']);
  });
});
