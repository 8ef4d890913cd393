import type { Graph, GraphNode } from '@natiu/tensor-graph';
import { describe, expect, it } from 'vitest';
import { decodeModel } from '../decode-model.ts';
import { encodeModel } from '../encode-model.ts';
import { storeWeightsAsFloat16 } from '../store-weights-as-float16.ts';
import { exposeValues } from './expose-values.ts';
import { planQuantisation } from './plan-quantisation.ts';
import type { QuantisationChoices } from './plan-quantisation.ts';
import { quantiseGraph } from './quantise-graph.ts';
import { restoreFloat32Weights } from './restore-float32-weights.ts';

const node = (op: string, inputs: string[], outputs: string[], axis?: number): GraphNode => ({
  name: outputs[0]!,
  op,
  domain: '',
  inputs,
  outputs,
  attributes: axis === undefined ? {} : { axis: { kind: 'int', value: axis } },
});
const weights = (name: string, shape: number[]) => ({
  name,
  dataType: 'float32' as const,
  shape,
  data: Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, (_, i) => Math.sin(i + 1)),
});

/** conv -> SiLU -> split -> add -> concat -> last conv -> sigmoid: one of everything that a detector has. */
function network(): Graph {
  return {
    name: 'small',
    inputs: [{ name: 'x', dataType: 'float32', shape: [1, 2, 4, 4] }],
    outputs: [{ name: 'y', dataType: 'float32', shape: [1, 3, 4, 4] }],
    nodes: [
      node('Conv', ['x', 'w1', 'b1'], ['c']),
      node('Sigmoid', ['c'], ['g']),
      node('Mul', ['c', 'g'], ['s']),
      node('Split', ['s', 'sizes'], ['left', 'right'], 1),
      node('Add', ['left', 'right'], ['sum']),
      node('Concat', ['left', 'right', 'sum'], ['all'], 1),
      node('Conv', ['all', 'w2'], ['last']),
      node('Sigmoid', ['last'], ['y']),
    ],
    initializers: [
      weights('w1', [4, 2, 1, 1]),
      weights('b1', [4]),
      { name: 'sizes', dataType: 'int64', shape: [2], data: BigInt64Array.of(2n, 2n) },
      weights('w2', [3, 6, 1, 1]),
    ],
    opsets: { '': 18 },
    metadata: { classes: '["a"]', run: 'r' },
  };
}

const all8: QuantisationChoices = { heads: '8-bit', silu: '8-bit', concat: 'own' };

function quantised(choices: QuantisationChoices) {
  const graph = network();
  const plan = planQuantisation(graph, choices);
  const ranges = new Map(plan.values.map((name, i) => [name, { min: -i - 1, max: i + 1 }]));
  return { plan, graph: quantiseGraph(graph, plan, { ranges, metadata: { quantised: 'yes' } }) };
}

const operators = (graph: Graph) => graph.nodes.map(({ op }) => op);
const scaleOf = (graph: Graph, value: string) =>
  graph.initializers.find(({ name }) => name === `${value}.scale`)?.data[0];

describe('planQuantisation', () => {
  it('leaves everything behind the last convolution float, and the last ones too on request', () => {
    const ops = (choices: QuantisationChoices) =>
      [...planQuantisation(network(), choices).nodes].map(({ outputs }) => outputs[0]).sort();
    expect(ops(all8)).toEqual(['all', 'c', 'g', 'last', 'left', 's', 'sum']);
    expect(ops({ ...all8, heads: 'float' })).toEqual(['all', 'c', 'g', 'left', 's', 'sum']);
    expect(ops({ ...all8, silu: 'float' })).toEqual(['all', 'c', 'last', 'left', 'sum']);
    expect(planQuantisation(network(), { ...all8, heads: 'float' }).floatConvolutions).toEqual(['last']);
    expect([...planQuantisation(network(), all8).siluInputs]).toEqual(['c']);
  });
});

describe('quantiseGraph', () => {
  it('stores every planned value once, weights as int8, biases as int32, and keeps the metadata', () => {
    const { graph, plan } = quantised(all8);
    const count = (op: string) => operators(graph).filter((one) => one === op).length;
    expect(count('QuantizeLinear')).toBe(plan.values.length);
    expect(count('DequantizeLinear')).toBe(plan.values.length + 3);
    expect(
      graph.initializers.filter(({ dataType }) => dataType === 'int8').map(({ shape }) => shape),
    ).toEqual(
      expect.arrayContaining([
        [4, 2, 1, 1],
        [3, 6, 1, 1],
      ]),
    );
    expect(graph.initializers.some(({ name }) => name === 'w1' || name === 'b1')).toBe(false);
    expect(graph.metadata).toEqual({ classes: '["a"]', run: 'r', quantised: 'yes' });
    expect(decodeModel(encodeModel(graph))).toEqual(graph);
  });

  it('gives what a Split moves one scale, and what a Concat joins one if asked to', () => {
    const own = quantised(all8).graph;
    expect(scaleOf(own, 'left')).toBe(scaleOf(own, 's'));
    expect(scaleOf(own, 'right')).toBe(scaleOf(own, 's'));
    expect(scaleOf(own, 'sum')).not.toBe(scaleOf(own, 's'));
    const shared = quantised({ ...all8, concat: 'shared' }).graph;
    const scales = ['left', 'right', 'sum', 'all'].map((name) => scaleOf(shared, name));
    expect(new Set(scales).size).toBe(1);
    expect(scales[0]).toBeGreaterThanOrEqual(scaleOf(own, 'all')!);
  });

  it('says which range is missing', () => {
    const plan = planQuantisation(network(), all8);
    expect(() => quantiseGraph(network(), plan, { ranges: new Map() })).toThrow('range of the value');
  });
});

describe('exposeValues', () => {
  it('adds inner values with their shapes and refuses unknown ones', () => {
    const exposed = exposeValues(network(), ['sum', 'y']);
    expect(exposed.outputs.map(({ name, shape }) => [name, shape])).toEqual([
      ['y', [1, 3, 4, 4]],
      ['sum', [1, 2, 4, 4]],
    ]);
    expect(() => exposeValues(network(), ['nothing'])).toThrow('no value "nothing"');
  });
});

describe('restoreFloat32Weights', () => {
  it('undoes the storing of weights as float16', () => {
    const graph = { ...network(), initializers: [...network().initializers, weights('w3', [64])] };
    const half = storeWeightsAsFloat16(graph);
    expect(half.initializers.some(({ dataType }) => dataType === 'float16')).toBe(true);
    const restored = restoreFloat32Weights(half);
    expect(restored.nodes).toEqual(graph.nodes);
    const values = restored.initializers.find(({ name }) => name === 'w3')!.data as Float32Array;
    values.forEach((value, i) => expect(Math.abs(value - Math.sin(i + 1))).toBeLessThan(5e-4));
  });
});
