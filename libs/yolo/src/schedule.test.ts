import { describe, expect, it } from 'vitest';
import { effectiveWeightDecay, emaDecayAt, scheduleAt, warmupBatches } from './schedule.ts';
import type { ScheduleSettings } from './schedule.ts';

const settings: ScheduleSettings = {
  epochs: 20,
  batchesPerEpoch: 50,
  batch: 16,
  nominalBatch: 64,
  learningRate: 0.01,
  finalShare: 0.01,
  cosine: false,
  momentum: 0.937,
  weightDecay: 0.0005,
  warmupEpochs: 3,
  warmupMomentum: 0.8,
  warmupBiasRate: 0.1,
  warmupMinBatches: 100,
};

describe('warmupBatches', () => {
  it('is as many epochs as set, but at least the minimum', () => {
    expect(warmupBatches(settings)).toBe(150);
    expect(warmupBatches({ ...settings, batchesPerEpoch: 7 })).toBe(100);
    expect(warmupBatches({ ...settings, batchesPerEpoch: 7, warmupMinBatches: 0 })).toBe(21);
  });

  it('rounds halves of a batch to the even number, as the reference does', () => {
    const halves = { ...settings, warmupMinBatches: 0, warmupEpochs: 0.5 };
    expect(warmupBatches({ ...halves, batchesPerEpoch: 5 })).toBe(2);
    expect(warmupBatches({ ...halves, batchesPerEpoch: 7 })).toBe(4);
  });
});

describe('scheduleAt', () => {
  it('starts with resting weights, fast biases and single batches', () => {
    expect(scheduleAt(settings, 0)).toEqual({
      learningRate: { weight: 0, bn: 0, bias: 0.1 },
      momentum: 0.8,
      accumulate: 1,
    });
  });

  it('reaches the usual rates at the end of the warm-up and stays continuous there', () => {
    const last = scheduleAt(settings, 150);
    expect(last.learningRate.bias).toBeCloseTo(last.learningRate.weight, 12);
    expect(last.momentum).toBeCloseTo(0.937, 12);
    expect(last.accumulate).toBe(4);
    expect(scheduleAt(settings, 151)).toEqual({ ...last, momentum: 0.937 });
  });

  it('raises rates and momentum with every batch of the warm-up, and lowers the rate of biases', () => {
    const states = Array.from({ length: 50 }, (_, iteration) => scheduleAt(settings, iteration));
    states.slice(1).forEach((state, i) => {
      expect(state.learningRate.weight).toBeGreaterThan(states[i]!.learningRate.weight);
      expect(state.learningRate.bias).toBeLessThan(states[i]!.learningRate.bias);
      expect(state.momentum).toBeGreaterThan(states[i]!.momentum);
    });
  });

  it('has the full rate from the first batch when there is no warm-up', () => {
    const direct = { ...settings, warmupEpochs: 0 };
    expect(warmupBatches(direct)).toBe(-1);
    expect(scheduleAt(direct, 0)).toEqual({
      learningRate: { weight: 0.01, bn: 0.01, bias: 0.01 },
      momentum: 0.937,
      accumulate: 4,
    });
  });

  it('falls along a line, or a cosine, to its last share', () => {
    const at = (epoch: number, cosine: boolean) =>
      scheduleAt({ ...settings, cosine, warmupEpochs: 0 }, epoch * 50).learningRate.weight;
    expect(at(10, false)).toBeCloseTo(0.01 * (0.5 * 0.99 + 0.01), 12);
    expect(at(20, false)).toBeCloseTo(0.0001, 12);
    expect(at(10, true)).toBeCloseTo(0.01 * (0.5 * 0.99 + 0.01), 12);
    expect(at(5, true)).toBeGreaterThan(at(5, false));
    expect(at(20, true)).toBeCloseTo(0.0001, 12);
    const within = { ...settings, warmupEpochs: 0 };
    expect(scheduleAt(within, 549)).toEqual(scheduleAt(within, 500));
  });

  it('never sums fewer than one batch', () => {
    const large = { ...settings, batch: 128 };
    expect(scheduleAt(large, 0).accumulate).toBe(1);
    expect(scheduleAt(large, 999).accumulate).toBe(1);
  });

  it('divides by nothing when the warm-up is a single batch', () => {
    const short = { ...settings, warmupEpochs: 0.01, warmupMinBatches: 0 };
    expect(warmupBatches(short)).toBe(0);
    expect(scheduleAt(short, 0)).toEqual(scheduleAt({ ...settings, warmupEpochs: 0 }, 0));
  });
});

describe('effectiveWeightDecay', () => {
  it('is the setting when the summed batches make one nominal batch, and scales with them otherwise', () => {
    expect(effectiveWeightDecay(settings)).toBeCloseTo(0.0005, 15);
    expect(effectiveWeightDecay({ ...settings, batch: 48 })).toBeCloseTo((0.0005 * 48) / 64, 15);
    expect(effectiveWeightDecay({ ...settings, batch: 128 })).toBeCloseTo(0.001, 15);
  });
});

describe('emaDecayAt', () => {
  it('follows the weights closely at first and slowly in the end', () => {
    expect(emaDecayAt(1)).toBeCloseTo(0.9999 * 0.000499875, 8);
    expect(emaDecayAt(2000)).toBeCloseTo(0.9999 * (1 - Math.exp(-1)), 12);
    expect(emaDecayAt(1e6)).toBeCloseTo(0.9999, 12);
  });
});
