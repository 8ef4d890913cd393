import { InputError } from '@natiu/errors';
import type { Attribute, Graph, Initializer } from '@natiu/tensor-graph';
import { describe, expect, it } from 'vitest';
import { decodeModel, readModelInfo } from './decode-model.ts';
import { encodeModel } from './encode-model.ts';
import { convGraph } from './test-graph.ts';

const constants: Initializer[] = [
  { name: 'f32', dataType: 'float32', shape: [3], data: Float32Array.of(1.5, -0, Infinity) },
  { name: 'f16', dataType: 'float16', shape: [2], data: Uint16Array.of(0x3c00, 0xc000) },
  { name: 'i64', dataType: 'int64', shape: [3], data: BigInt64Array.of(-1n, 2n ** 62n, -(2n ** 63n)) },
  { name: 'i32', dataType: 'int32', shape: [1, 2], data: Int32Array.of(-2147483648, 7) },
  { name: 'i8', dataType: 'int8', shape: [2], data: Int8Array.of(-128, 127) },
  { name: 'u8', dataType: 'uint8', shape: [2], data: Uint8Array.of(0, 255) },
  { name: 'flag', dataType: 'bool', shape: [], data: Uint8Array.of(1) },
  { name: 'none', dataType: 'float32', shape: [0, 4], data: new Float32Array(0) },
];

function withAttributes(attributes: Record<string, Attribute>): Graph {
  const graph = convGraph();
  return {
    ...graph,
    nodes: graph.nodes.map((node) => (node.op === 'Relu' ? { ...node, attributes } : node)),
  };
}

describe('encodeModel and decodeModel', () => {
  it('give back nodes, values, opsets and metadata unchanged', () => {
    expect(decodeModel(encodeModel(convGraph()))).toEqual(convGraph());
  });

  it('keep constants of every element type bit for bit', () => {
    const graph = { ...convGraph(), initializers: [...convGraph().initializers, ...constants] };
    const decoded = decodeModel(encodeModel(graph)).initializers.slice(2);
    expect(decoded).toEqual(constants);
    expect(Object.is((decoded[0].data as Float32Array)[1], -0)).toBe(true);
  });

  it('keep every kind of attribute, negative and empty ones too', () => {
    const attributes: Record<string, Attribute> = {
      i: { kind: 'int', value: -9007199254740991 },
      f: { kind: 'float', value: 0.25 },
      s: { kind: 'string', value: 'año' },
      is: { kind: 'ints', value: [0, -1, 2 ** 40] },
      fs: { kind: 'floats', value: [0.5, -2] },
      empty: { kind: 'ints', value: [] },
    };
    expect(decodeModel(encodeModel(withAttributes(attributes))).nodes[1].attributes).toEqual(attributes);
  });

  it('read a model from the middle of a larger buffer', () => {
    const bytes = encodeModel(convGraph());
    const larger = new Uint8Array(bytes.length + 20).fill(255);
    larger.set(bytes, 7);
    expect(decodeModel(larger.subarray(7, 7 + bytes.length))).toEqual(convGraph());
  });

  it('keep an unknown dimension as -1 and a scalar as rank 0', () => {
    const graph: Graph = {
      ...convGraph(),
      inputs: [
        { name: 'x', dataType: 'float32', shape: [-1, 1, 3, 3] },
        { name: 'rate', dataType: 'float32', shape: [] },
      ],
    };
    expect(decodeModel(encodeModel(graph)).inputs).toEqual(graph.inputs);
  });

  it('do not share memory with the file', () => {
    const bytes = encodeModel(convGraph());
    const decoded = decodeModel(bytes);
    bytes.fill(0);
    expect(decoded.initializers[1].data).toEqual(Float32Array.of(0.5, -1));
  });

  it('handle a training step of 6,000 nodes and 40 MB in under half a second each way', () => {
    const graph = largeGraph(6000, 40);
    // The best of three: other work on the machine may slow one of them.
    const times = [1, 2, 3].map(() => {
      const started = performance.now();
      const bytes = encodeModel(graph);
      const encoded = performance.now();
      expect(decodeModel(bytes).nodes).toHaveLength(6000);
      return { encodeMs: encoded - started, decodeMs: performance.now() - encoded };
    });
    expect(Math.min(...times.map(({ encodeMs }) => encodeMs))).toBeLessThan(500);
    expect(Math.min(...times.map(({ decodeMs }) => decodeMs))).toBeLessThan(500);
  });
});

function largeGraph(nodes: number, megabytes: number): Graph {
  const attributes: Record<string, Attribute> = {
    axes: { kind: 'ints', value: [0, 2, 3] },
    alpha: { kind: 'float', value: 1 },
  };
  return {
    ...convGraph(),
    nodes: Array.from({ length: nodes }, (_, i) => ({
      name: `node_${i}`,
      op: 'Add',
      domain: '',
      inputs: [i === 0 ? 'x' : `value_${i - 1}`, 'b'],
      outputs: [i === nodes - 1 ? 'y' : `value_${i}`],
      attributes,
    })),
    initializers: [
      ...convGraph().initializers,
      ...Array.from({ length: megabytes }, (_, i) => ({
        name: `w${i}`,
        dataType: 'float32' as const,
        shape: [512, 512],
        data: new Float32Array(512 * 512).fill(i),
      })),
    ],
  };
}

describe('encodeModel', () => {
  const refusal = (graph: Graph): string => {
    try {
      encodeModel(graph);
    } catch (error) {
      expect(error).toBeInstanceOf(InputError);
      return (error as Error).message;
    }
    return 'accepted';
  };

  it('names the node that reads a value before it exists', () => {
    const graph = convGraph();
    expect(refusal({ ...graph, nodes: [...graph.nodes].reverse() })).toContain(
      'node "rectify" (Relu) reads "c"',
    );
  });

  it('refuses a value with two origins', () => {
    const graph = convGraph();
    expect(refusal({ ...graph, nodes: [...graph.nodes, graph.nodes[1]] })).toContain('"y" a second time');
  });

  it('refuses a constant that does not fill its shape or has the wrong array', () => {
    const graph = convGraph();
    const bad = (b: Partial<Initializer>) => ({
      ...graph,
      initializers: [graph.initializers[0], { ...graph.initializers[1], ...b } as Initializer],
    });
    expect(refusal(bad({ shape: [3] }))).toContain('constant "b" has 2 elements');
    expect(refusal(bad({ data: Int32Array.of(1, 2) }))).toContain('needs a Float32Array, not Int32Array');
  });

  it('refuses a fraction as integer attribute, an unknown operator set and a missing output', () => {
    expect(refusal(withAttributes({ axis: { kind: 'int', value: 0.5 } }))).toContain(
      '"axis" must be an integer',
    );
    expect(refusal({ ...convGraph(), opsets: {} })).toContain('does not import');
    const outputs = [{ name: 'z', dataType: 'float32' as const, shape: [1] }];
    expect(refusal({ ...convGraph(), outputs })).toContain('nothing produces the output "z"');
  });
});

describe('readModelInfo', () => {
  it('tells producer, values and metadata', () => {
    const info = readModelInfo(encodeModel(convGraph()));
    expect(info).toMatchObject({ producer: 'natiu', graphName: 'conv', opsets: { '': 17 } });
    expect(info.inputs).toEqual(convGraph().inputs);
    expect(info.metadata).toEqual(convGraph().metadata);
    expect(readModelInfo(encodeModel(convGraph(), { producer: 'other' })).producer).toBe('other');
  });
});
