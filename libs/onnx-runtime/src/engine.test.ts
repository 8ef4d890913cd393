import { AppError, InputError } from '@natiu/errors';
import { storeWeightsAsFloat16 } from '@natiu/onnx-format';
import type { CompiledGraph, DataType, Graph, TensorData } from '@natiu/tensor-graph';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createOnnxEngine } from './engine.ts';
import { convGraph, graphOf, node, value } from './test-graphs.ts';

const engine = createOnnxEngine();
const x = Float32Array.of(1, 2, 3, 4, 5, 6, 7, 8, 9);
// Filter 1 adds the main diagonal, filter 2 is 1 + 1 + 1 - 4 of each 2 x 2 window; shift is 0.5.
const y = [6.5, 8.5, 12.5, 14.5, -13 + 0.5, -14 + 0.5, -16 + 0.5, -17 + 0.5];
const feeds = () => ({ x, shift: Float32Array.of(0.5) });

describe('a compiled graph', () => {
  let compiled: CompiledGraph;
  beforeAll(async () => {
    compiled = await engine.compile(convGraph(), { threads: 1, spin: false });
  });
  afterAll(() => compiled.release());

  it('computes what is computed by hand', async () => {
    const fetched = await compiled.run(feeds());
    expect([...fetched.y]).toEqual(y);
    expect([...fetched.sum]).toEqual([y.reduce((a, b) => a + b)]);
  });

  it('writes into the arrays it is given and returns them', async () => {
    const into = { y: new Float32Array(8), sum: new Float32Array(1) };
    const fetched = await compiled.run(feeds(), into);
    expect(fetched.y).toBe(into.y);
    expect([...into.y]).toEqual(y);
    expect(into.sum[0]).toBe(-16);
  });

  it('writes one output into an array and makes the other', async () => {
    const into = { y: new Float32Array(8) };
    const fetched = await compiled.run(feeds(), into);
    expect(fetched.y).toBe(into.y);
    expect(fetched.sum).toEqual(Float32Array.of(-16));
  });

  it('writes into a window of a larger array and nowhere else', async () => {
    const arena = new Float32Array(12).fill(7);
    await compiled.run(feeds(), { y: arena.subarray(2, 10) });
    expect([...arena]).toEqual([7, 7, ...y, 7, 7]);
  });

  it('reads its feeds anew in every run, and leaves earlier results alone', async () => {
    const shift = Float32Array.of(0);
    const first = await compiled.run({ x, shift });
    shift[0] = 10;
    const second = await compiled.run({ x, shift });
    expect(second.y[0] as number).toBe((first.y[0] as number) + 10);
    expect(first.y[0]).toBe(6);
  });

  it.each<[string, Record<string, TensorData>, Record<string, TensorData> | undefined, string]>([
    ['a missing input', { x }, undefined, 'input "shift" is missing'],
    ['a short input', { ...feeds(), x: x.slice(1) }, undefined, 'input "x" has 8 elements'],
    [
      'a wrong type',
      { ...feeds(), shift: Int32Array.of(1) },
      undefined,
      'needs a Float32Array, not Int32Array',
    ],
    ['an unknown input', { ...feeds(), z: x }, undefined, 'no input "z"'],
    ['a short output', feeds(), { y: new Float32Array(7) }, 'output "y" has 7 elements'],
    ['an unknown output', feeds(), { z: x }, 'no output "z"'],
  ])('refuses %s by name', async (_, given, into, message) => {
    const run = compiled.run(given, into);
    await expect(run).rejects.toBeInstanceOf(InputError);
    await expect(compiled.run(given, into)).rejects.toThrow(message);
  });
});

describe('an output array that is in use', () => {
  it('is refused when it is also an input or another output', async () => {
    const graph = graphOf({
      inputs: [value('a', [2])],
      outputs: [value('b', [2]), value('c', [2])],
      nodes: [node('Neg', ['a'], ['b']), node('Abs', ['a'], ['c'])],
    });
    const compiled = await engine.compile(graph, { threads: 1 });
    const a = Float32Array.of(1, 2);
    const other = new Float32Array(2);
    await expect(compiled.run({ a }, { b: a })).rejects.toThrow('output "b" would overwrite input "a"');
    await expect(compiled.run({ a }, { b: other, c: other })).rejects.toThrow('shares its array');
    expect(a).toEqual(Float32Array.of(1, 2));
    await compiled.release();
  });
});

describe('element types', () => {
  const samples: [DataType, TensorData, TensorData][] = [
    ['float32', Float32Array.of(1.5, -0), new Float32Array(2)],
    ['float16', Uint16Array.of(0x3c00, 0x7bff), new Uint16Array(2)],
    ['int64', BigInt64Array.of(-1n, 2n ** 62n), new BigInt64Array(2)],
    ['int32', Int32Array.of(-5, 7), new Int32Array(2)],
    ['uint8', Uint8Array.of(0, 255), new Uint8Array(2)],
    ['bool', Uint8Array.of(0, 1), new Uint8Array(2)],
  ];

  it.each(samples)(
    '%s pass through a graph unchanged, fresh and in place',
    async (dataType, data, target) => {
      const graph = graphOf({
        inputs: [value('a', [2], dataType)],
        outputs: [value('b', [2], dataType)],
        nodes: [node('Identity', ['a'], ['b'])],
      });
      const compiled = await engine.compile(graph, { threads: 1 });
      expect((await compiled.run({ a: data })).b).toEqual(data);
      await compiled.run({ a: data }, { b: target });
      expect(target).toEqual(data);
      await compiled.release();
    },
  );

  it('pass through empty tensors', async () => {
    const graph = graphOf({
      inputs: [value('a', [0, 3])],
      outputs: [value('b', [0, 3])],
      nodes: [node('Neg', ['a'], ['b'])],
    });
    const compiled = await engine.compile(graph, { threads: 1 });
    expect((await compiled.run({ a: new Float32Array(0) })).b).toEqual(new Float32Array(0));
    await compiled.release();
  });
});

describe('weights stored as float16', () => {
  it('give the same result as the float32 weights that float16 can hold', async () => {
    const data = Float32Array.from({ length: 32 }, (_, i) => i / 8 - 2);
    const graph = graphOf({
      inputs: [value('a', [1, 4])],
      outputs: [value('b', [1, 8])],
      nodes: [node('MatMul', ['a', 'w'], ['b'])],
      initializers: [{ ...value('w', [4, 8]), data }],
    });
    const a = Float32Array.of(1, -2, 3, 0.5);
    const results = [];
    for (const variant of [graph, storeWeightsAsFloat16(graph)]) {
      const compiled = await engine.compile(variant, { threads: 1 });
      results.push((await compiled.run({ a })).b);
      await compiled.release();
    }
    expect(results[1]).toEqual(results[0]);
  });
});

describe('compile', () => {
  const refusal = async (graph: Graph): Promise<AppError> => {
    const error: unknown = await engine.compile(graph, { threads: 1 }).then(
      () => new Error('accepted'),
      (cause: unknown) => cause,
    );
    expect(error).toBeInstanceOf(InputError);
    return error as AppError;
  };
  const broken = (op: string) =>
    graphOf({
      name: 'broken',
      inputs: [value('a', [2]), value('b', [3])],
      outputs: [value('c', [2])],
      nodes: [node(op, ['a', 'b'], ['c'])],
    });

  it('names the node with an unknown operator or with shapes that do not fit', async () => {
    const unknown = await refusal(broken('NoSuchOperator'));
    expect(unknown.message).toContain('loading graph "broken" at node "make_c"');
    expect(unknown.message).toContain('NoSuchOperator');
    expect((await refusal(broken('MatMul'))).details).toEqual({ node: 'make_c' });
  });

  it('refuses an unknown dimension and a graph that ONNX itself cannot express', async () => {
    const open = graphOf({
      inputs: [value('a', [-1])],
      outputs: [value('b', [-1])],
      nodes: [node('Neg', ['a'], ['b'])],
    });
    expect((await refusal(open)).message).toContain('value "a" has the unknown shape [-1]');
    expect((await refusal(graphOf({ outputs: [value('b', [1])] }))).message).toContain('nothing produces');
  });

  it('tells a declared output shape that the graph does not keep', async () => {
    const graph = graphOf({
      inputs: [value('a', [4]), value('shape', [2], 'int64')],
      outputs: [value('b', [4, 2])],
      nodes: [node('Reshape', ['a', 'shape'], ['b'])],
    });
    const compiled = await engine.compile(graph, { threads: 1 });
    const run = compiled.run({ a: new Float32Array(4), shape: BigInt64Array.of(2n, 2n) });
    await expect(run).rejects.toThrow('output "b" has 4 elements, but its shape [4, 2] needs 8');
    await compiled.release();
  });

  it('names the node that fails while running', async () => {
    const graph = graphOf({
      inputs: [value('a', [4]), value('shape', [1], 'int64')],
      outputs: [value('b', [3])],
      nodes: [node('Reshape', ['a', 'shape'], ['b'])],
    });
    const compiled = await engine.compile(graph, { threads: 1 });
    const run = compiled.run({ a: new Float32Array(4), shape: BigInt64Array.of(3n) });
    await expect(run).rejects.toThrow(/running graph "test" at node "make_b"/);
    await compiled.release();
  });

  it('refuses a number of threads that is none', async () => {
    await expect(engine.compile(convGraph(), { threads: 0 })).rejects.toThrow(
      'threads must be a whole number',
    );
  });

  it('may be released twice, and does not run afterwards', async () => {
    const compiled = await engine.compile(convGraph(), { threads: 1 });
    await compiled.release();
    await compiled.release();
    await expect(compiled.run(feeds())).rejects.toThrow('was released');
  });
});
