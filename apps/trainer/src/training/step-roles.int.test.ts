import { createOnnxEngine } from '@natiu/onnx-runtime';
import type { Graph } from '@natiu/tensor-graph';
import {
  architectureOf,
  buildGradientGraph,
  buildTrainStep,
  layoutParameters,
  packTruth,
  TRAINED_GROUPS,
} from '@natiu/yolo';
import { describe, expect, it } from 'vitest';
import { distance, norm } from '../verify/compare.ts';
import { createRandom } from './random.ts';
import { startState } from './state.ts';
import type { StateVectors } from './state.ts';
import { createStepRunner } from './step-runner.ts';

const SIDE = 64;
const BATCH = 2;
const architecture = architectureOf('tiny', 5);
const layout = layoutParameters(architecture);
const machine = { threads: 1, spin: false };
const rates = {
  learningRate: { weight: 0.01, bn: 0.02, bias: 0.05 },
  momentum: 0.9,
  accumulate: 2,
  weightDecay: 0.001,
  emaDecay: 0.75,
};

const random = createRandom(11);
const makeBatch = () => ({
  images: Uint8Array.from({ length: BATCH * 3 * SIDE * SIDE }, () => random() * 256),
  labels: Array.from({ length: BATCH }, (_, i) => [
    { classIndex: i, cx: 0.3 + 0.4 * random(), cy: 0.5, w: 0.4, h: 0.3 },
    { classIndex: 4, cx: 0.5, cy: 0.3 + 0.4 * random(), w: 0.3, h: 0.5 },
  ]),
});
const batches = [makeBatch(), makeBatch()];
const rows = 16;
const shape = { batch: BATCH, height: SIDE, width: SIDE, maxBoxes: rows };
const truthOf = (labels: (typeof batches)[number]['labels']) =>
  packTruth(labels, { height: SIDE, width: SIDE, maxBoxes: rows, classes: 5 });

async function runOnce(graph: Graph, feeds: Record<string, Float32Array | Uint8Array>) {
  const compiled = await createOnnxEngine().compile(graph, machine);
  return compiled.run(feeds).finally(() => compiled.release()) as Promise<Record<string, Float32Array>>;
}

/** Gradients of both batches, each from its own pass, added by hand in double precision. */
async function sumGradients(state: StateVectors): Promise<Record<string, Float64Array>> {
  const { graph } = buildGradientGraph(architecture, shape);
  const sums = Object.fromEntries(
    TRAINED_GROUPS.map((group) => [group, new Float64Array(layout.sizes[group])]),
  );
  for (const { images, labels } of batches) {
    const { weight, bn, bias, statistic } = state;
    const out = await runOnce(graph, { images, ...truthOf(labels), weight, bn, bias, statistic });
    for (const spec of layout.specs) {
      const gradient = out[`grad.${spec.name}`];
      gradient?.forEach((value, i) => (sums[spec.group][spec.offset + i] += value));
    }
  }
  return sums;
}

const copyOf = (state: StateVectors): StateVectors =>
  Object.fromEntries(Object.entries(state).map(([name, data]) => [name, data.slice()]));

describe('summing the gradients of several batches', () => {
  it('updates as one step with the sum of their gradients, clipped, decayed and averaged', async () => {
    const start = startState(architecture, 5);
    for (const group of TRAINED_GROUPS) start[`momentum.${group}`].fill(0.01);
    const state = copyOf(start);
    for (const group of TRAINED_GROUPS) state[`gradient.${group}`] = new Float32Array(layout.sizes[group]);
    const runner = createStepRunner(architecture, SIDE, machine);
    await runner.run('accumulate', state, batches[0], rates);
    for (const group of TRAINED_GROUPS) expect(state[group]).toEqual(start[group]);
    expect(state.statistic).not.toEqual(start.statistic);
    const end = await runner.run('step-with-accumulated', state, batches[1], rates);
    await runner.release();

    const sums = await sumGradients(start);
    const length = Math.sqrt(TRAINED_GROUPS.reduce((total, group) => total + norm(sums[group]) ** 2, 0));
    expect(Math.abs(end.gradientNorm / length - 1)).toBeLessThan(1e-4);
    const factor = Math.min(1, 10 / (length + 1e-6));
    for (const group of TRAINED_GROUPS) {
      const decay = group === 'weight' ? rates.weightDecay : 0;
      const expected = start[group].map((value, i) => {
        const gradient = sums[group][i] * factor + decay * value;
        const velocity = rates.momentum * 0.01 + gradient;
        return value - rates.learningRate[group] * (gradient + rates.momentum * velocity);
      });
      const moved = distance(expected, start[group]);
      expect(moved).toBeGreaterThan(0);
      expect(distance(state[group], expected) / moved).toBeLessThan(1e-3);
      const average = expected.map((value, i) => 0.75 * start[group][i] + 0.25 * value);
      expect(distance(state[`ema.${group}`], average) / moved).toBeLessThan(1e-3);
    }
  });

  it('is the plain step when there is nothing to add', async () => {
    const { graph } = buildTrainStep(architecture, shape, 'step-with-accumulated');
    const { graph: plain } = buildTrainStep(architecture, shape);
    const state = startState(architecture, 5);
    const zeros = Object.fromEntries(
      TRAINED_GROUPS.map((group) => [`gradient.${group}`, new Float32Array(layout.sizes[group])]),
    );
    const scalars = Object.fromEntries(
      [
        'learningRate.weight',
        'learningRate.bn',
        'learningRate.bias',
        'momentum',
        'weightDecay',
        'emaDecay',
      ].map((name) => [name, Float32Array.of(0.1)]),
    );
    const feeds = { images: batches[0].images, ...truthOf(batches[0].labels), ...state, ...scalars };
    const one = await runOnce(plain, feeds);
    const other = await runOnce(graph, { ...feeds, ...zeros });
    for (const [name, value] of Object.entries(one)) expect([name, other[name]]).toEqual([name, value]);
  });
});
