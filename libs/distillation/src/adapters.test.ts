import { InputError } from '@natiu/errors';
import { GraphBuilder } from '@natiu/tensor-graph';
import { describe, expect, it } from 'vitest';
import { adapterSize, initializeAdapter, inputAdapter, layoutAdapter } from './adapters.ts';

const channels = { student: [4, 8], teacher: [6, 16] };

describe('adapters', () => {
  it('lie in one vector without gaps: one convolution per level, or two', () => {
    const single = layoutAdapter('channel-wise', channels);
    expect(single.map((spec) => [spec.name, spec.shape])).toEqual([
      ['p3.align.weight', [6, 4, 1, 1]],
      ['p3.align.bias', [6]],
      ['p4.align.weight', [16, 8, 1, 1]],
      ['p4.align.bias', [16]],
    ]);
    expect(adapterSize(single)).toBe(24 + 6 + 128 + 16);
    const double = layoutAdapter('projected', channels);
    expect(double.map((spec) => spec.shape)).toContainEqual([16, 16, 1, 1]);
    double.reduce((end, spec) => {
      expect(spec.offset).toBe(end);
      return end + spec.size;
    }, 0);
    expect(adapterSize(layoutAdapter('none', channels))).toBe(0);
  });

  it('start with small weights and no bias, the same for the same seed', () => {
    const specs = layoutAdapter('channel-wise', channels);
    const vector = initializeAdapter(specs, () => 0.75);
    expect(vector[0]).toBeCloseTo(0.25, 6);
    expect([...vector.subarray(specs[1].offset, specs[2].offset)]).toEqual(new Array(6).fill(0));
    expect(Math.max(...vector.map(Math.abs))).toBeLessThanOrEqual(0.5);
  });

  it('take a map to the channels of the teacher and leave its size', () => {
    const builder = new GraphBuilder();
    const adapter = inputAdapter(builder, 'projected', channels);
    const map = builder.input('map', 'float32', [2, 8, 3, 5]);
    expect(adapter.apply(map, 1).shape).toEqual([2, 16, 3, 5]);
  });

  it('refuse a teacher with other levels', () => {
    expect(() => layoutAdapter('projected', { student: [1], teacher: [1, 2] })).toThrow(InputError);
  });
});
