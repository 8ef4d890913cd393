import { GraphBuilder, ints, ops } from '@natiu/tensor-graph';
import type { Graph } from '@natiu/tensor-graph';
import { describe, expect, it } from 'vitest';
import { createOnnxEngine } from './engine.ts';
import { adaptToWebgpu } from './webgpu-graph.ts';

interface Pool {
  readonly shape: readonly number[];
  readonly kernel: readonly [number, number];
  readonly stride: number;
  readonly padding: number;
}

function poolGraph({ shape, kernel, stride, padding }: Pool): Graph {
  const builder = new GraphBuilder();
  const x = builder.input('x', 'float32', shape);
  const [largest, places] = builder.applyMany('MaxPool', [x], {
    kernel_shape: ints(kernel),
    strides: ints([stride, stride]),
    pads: ints([padding, padding, padding, padding]),
  });
  return builder.build('pool', { largest: largest!, places: places! });
}

async function run(graph: Graph, x: Float32Array) {
  const compiled = await createOnnxEngine().compile(graph, { threads: 1, spin: false });
  return compiled.run({ x }).finally(() => compiled.release());
}

const outputsOfPools = (graph: Graph) =>
  graph.nodes.filter(({ op }) => op === 'MaxPool').map(({ outputs }) => outputs.length);

describe('a graph for WebGPU', () => {
  it.each<[string, Pool]>([
    ['5x5 of the same size', { shape: [2, 2, 6, 7], kernel: [5, 5], stride: 1, padding: 2 }],
    ['2x2 with stride 2', { shape: [1, 3, 6, 4], kernel: [2, 2], stride: 2, padding: 0 }],
    ['2x3 with stride 2 and padding', { shape: [1, 2, 7, 6], kernel: [2, 3], stride: 2, padding: 1 }],
  ])('pools with the same values and places, ties included: %s', async (_, pool) => {
    const graph = poolGraph(pool);
    const adapted = adaptToWebgpu(graph);
    expect(outputsOfPools(graph)).toEqual([2]);
    expect(outputsOfPools(adapted)).toEqual([1]);
    const count = pool.shape.reduce((product, size) => product * size, 1);
    // Few distinct negative numbers: ties in every window, and nothing above the padding's zero.
    const x = Float32Array.from({ length: count }, (__, i) => -1 - ((i * 7) % 5));
    expect(await run(adapted, x)).toEqual(await run(graph, x));
  });

  it('splits into many parts, unread ones too, with the same result', async () => {
    const builder = new GraphBuilder();
    const x = builder.input('x', 'float32', [2, 36]);
    const parts = ops.split(x, [1, 2, 3, 4, 5, 6, 7, 8], 1);
    const graph = builder.build('many', { first: parts[0]!, last: parts[7]! });
    const adapted = adaptToWebgpu(graph);
    expect(graph.nodes.map(({ op }) => op)).toContain('Split');
    expect(adapted.nodes.map(({ op }) => op)).not.toContain('Split');
    const values = Float32Array.from({ length: 72 }, (_, i) => i);
    expect(await run(adapted, values)).toEqual(await run(graph, values));
  });

  it('keeps inputs, outputs, constants and metadata', async () => {
    const builder = new GraphBuilder();
    const x = builder.input('x', 'float32', [1, 1, 4, 4]);
    const [y, places] = builder.applyMany('MaxPool', [x], {
      kernel_shape: ints([2, 2]),
      strides: ints([2, 2]),
    });
    const flat = ops.reshape(ops.mul(y!, 3), [4]);
    const graph = builder.build('mixed', { flat, places: ops.cast(places!, 'float32') }, { classes: '5' });
    const adapted = adaptToWebgpu(graph);
    expect(adapted).toMatchObject({
      inputs: graph.inputs,
      outputs: graph.outputs,
      metadata: { classes: '5' },
    });
    const values = Float32Array.from({ length: 16 }, (_, i) => (i * 5) % 16);
    expect(await run(adapted, values)).toEqual(await run(graph, values));
  });

  it('is left alone where nothing needs to change', () => {
    const builder = new GraphBuilder();
    const x = builder.input('x', 'float32', [1, 1, 4, 4]);
    const graph = builder.build('plain', { y: ops.maxPool(x, 2, 2, 0), best: ops.argMax(x, 1) });
    expect(outputsOfPools(graph)).toEqual([1]);
    expect(adaptToWebgpu(graph)).toBe(graph);
  });
});
