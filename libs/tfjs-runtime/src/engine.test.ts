import { EnvironmentError, InputError } from '@natiu/errors';
import { GraphBuilder, ops } from '@natiu/tensor-graph';
import type { CompiledGraph, DataType, Graph, TensorData } from '@natiu/tensor-graph';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTfjsEngine } from './engine.ts';
import { loadTensorflow } from './tensorflow.ts';

const engine = createTfjsEngine({ device: 'cpu' });

/** y = relu(2 x + shift), and its sum. */
function sumGraph(): Graph {
  const builder = new GraphBuilder();
  const x = builder.input('x', 'float32', [2, 2]);
  const shift = builder.input('shift', 'float32', [2]);
  const y = ops.relu(ops.add(ops.mul(x, 2), shift));
  return builder.build('sum', { y, sum: ops.reduceSum(y, [0, 1], false) });
}

const x = Float32Array.of(1, -2, 3, 4);
const feeds = () => ({ x, shift: Float32Array.of(0.5, 1) });

describe('a graph on TensorFlow.js', () => {
  let compiled: CompiledGraph;
  beforeAll(async () => {
    compiled = await engine.compile(sumGraph());
  });
  afterAll(() => compiled.release());

  it('computes what is computed by hand', async () => {
    const { y, sum } = await compiled.run(feeds());
    expect(y).toEqual(Float32Array.of(2.5, 0, 6.5, 9));
    expect(sum).toEqual(Float32Array.of(18));
  });

  it('writes into the arrays it is given, windows of larger ones too, and returns them', async () => {
    const arena = new Float32Array(6).fill(7);
    const into = { y: arena.subarray(1, 5) };
    const fetched = await compiled.run(feeds(), into);
    expect(fetched['y']).toBe(into.y);
    expect(fetched['sum']).toEqual(Float32Array.of(18));
    expect([...arena]).toEqual([7, 2.5, 0, 6.5, 9, 7]);
  });

  it('reads its feeds anew in every run, and leaves earlier results alone', async () => {
    const shift = Float32Array.of(0, 0);
    const first = await compiled.run({ x, shift });
    shift[0] = 10;
    const second = await compiled.run({ x, shift });
    expect(first['y']).toEqual(Float32Array.of(2, 0, 6, 8));
    expect(second['y']).toEqual(Float32Array.of(12, 0, 16, 8));
  });

  it('holds as many tensors after many runs, failed ones too, as before', async () => {
    const tf = await loadTensorflow('cpu');
    const before = tf.memory().numTensors;
    for (let i = 0; i < 5; i += 1) await compiled.run(feeds());
    await expect(compiled.run({ x })).rejects.toThrow('missing');
    expect(tf.memory().numTensors).toBe(before);
  });

  it.each<[string, Record<string, TensorData>, Record<string, TensorData> | undefined, string]>([
    ['a missing input', { x }, undefined, 'input "shift" is missing'],
    ['a short input', { ...feeds(), x: x.slice(1) }, undefined, 'input "x" has 3 elements'],
    [
      'a wrong type',
      { ...feeds(), shift: Int32Array.of(1, 2) },
      undefined,
      'needs a Float32Array, not Int32Array',
    ],
    ['an unknown input', { ...feeds(), z: x }, undefined, 'no input "z"'],
    ['a short output', feeds(), { y: new Float32Array(3) }, 'output "y" has 3 elements'],
    ['an unknown output', feeds(), { z: x.slice() }, 'no output "z"'],
    ['an output over an input', feeds(), { y: x }, 'output "y" would overwrite'],
  ])('refuses %s by name', async (_, given, into, message) => {
    await expect(compiled.run(given, into)).rejects.toBeInstanceOf(InputError);
    await expect(compiled.run(given, into)).rejects.toThrow(message);
  });

  it('may be released twice, and does not run afterwards', async () => {
    const short = await engine.compile(sumGraph());
    await short.release();
    await short.release();
    await expect(short.run(feeds())).rejects.toThrow('was released');
  });
});

describe('element types', () => {
  const samples: [DataType, TensorData, TensorData][] = [
    ['float32', Float32Array.of(1.5, -0), new Float32Array(2)],
    ['int64', BigInt64Array.of(-1n, 2n ** 31n - 1n), new BigInt64Array(2)],
    ['int32', Int32Array.of(-5, 7), new Int32Array(2)],
    ['uint8', Uint8Array.of(0, 255), new Uint8Array(2)],
    ['bool', Uint8Array.of(0, 1), new Uint8Array(2)],
  ];

  const passing = (dataType: DataType): Graph => {
    const builder = new GraphBuilder();
    return builder.build('passing', { b: builder.input('a', dataType, [2]) });
  };

  it.each(samples)('%s pass through unchanged, fresh and in place', async (dataType, data, target) => {
    const compiled = await engine.compile(passing(dataType));
    const { b } = await compiled.run({ a: data });
    expect(b).toEqual(data);
    expect(b).not.toBe(data);
    await compiled.run({ a: data }, { b: target });
    expect(target).toEqual(data);
    await compiled.release();
  });

  it('int64 beyond 32 bits are refused, not cut', async () => {
    const compiled = await engine.compile(passing('int64'));
    const run = compiled.run({ a: BigInt64Array.of(0n, 2n ** 31n) });
    await expect(run).rejects.toThrow('"a" holds 2147483648');
    await compiled.release();
  });

  it('float16 weights are read exactly; float16 results are refused', async () => {
    const builder = new GraphBuilder();
    const half = builder.constant(Uint16Array.of(0x3c00, 0x3555), [2], 'float16');
    const graph = builder.build('half', { y: ops.cast(half, 'float32') });
    const compiled = await engine.compile(graph);
    expect((await compiled.run({}))['y']).toEqual(Float32Array.of(1, 0.333251953125));
    await compiled.release();
    await expect(engine.compile(passing('float16'))).rejects.toThrow('output "b" is float16');
  });
});

describe('compile', () => {
  it('names the node with an operator that TensorFlow.js lacks here', async () => {
    const graph = sumGraph();
    const nodes = graph.nodes.map((node, i) => (i === 0 ? { ...node, op: 'NoSuchOperator' } : node));
    const compile = engine.compile({ ...graph, nodes });
    await expect(compile).rejects.toThrow(`node "${nodes[0]!.name}" (NoSuchOperator)`);
    await expect(engine.compile({ ...graph, nodes })).rejects.toBeInstanceOf(InputError);
  });

  it('refuses a shape that only a run would tell', async () => {
    const graph = sumGraph();
    const nodes = graph.nodes.map((node) =>
      node.op === 'ReduceSum' ? { ...node, inputs: [node.inputs[0]!, 'shift'] } : node,
    );
    await expect(engine.compile({ ...graph, nodes })).rejects.toThrow(
      '"shift" must be a constant of the graph',
    );
  });

  it('refuses an unknown dimension', async () => {
    const builder = new GraphBuilder();
    const graph = builder.build('open', { b: builder.input('a', 'float32', [-1]) });
    await expect(engine.compile(graph)).rejects.toThrow('value "a" has the unknown shape [-1]');
  });
});

describe('a node that fails while running', () => {
  it('is named, and leaves no tensor behind', async () => {
    const builder = new GraphBuilder();
    const whole = builder.input('a', 'int32', [2]);
    const graph = builder.build('broken', { y: ops.div(whole, whole) });
    const compiled = await engine.compile(graph);
    const tf = await loadTensorflow('cpu');
    const before = tf.memory().numTensors;
    const run = compiled.run({ a: Int32Array.of(1, 2) });
    await expect(run).rejects.toThrow(/node "Div_\d+" \(Div\) failed: TensorFlow.js divides float32 only/);
    expect(tf.memory().numTensors).toBe(before);
    await compiled.release();
  });
});

describe('the native library', () => {
  it('computes where it is installed; elsewhere the error says how to install it', async () => {
    const graph = sumGraph();
    const outcome = await createTfjsEngine({ device: 'gpu' })
      .compile(graph)
      .then(
        async (compiled) => (await compiled.run(feeds()))['y'],
        (error: unknown) => error,
      );
    if (outcome instanceof Float32Array) expect(outcome).toEqual(Float32Array.of(2.5, 0, 6.5, 9));
    else {
      expect(outcome).toBeInstanceOf(EnvironmentError);
      expect((outcome as Error).message).toContain(
        'npm explore @tensorflow/tfjs-node-gpu -- npm run install',
      );
    }
  });
});
