import { InputError } from '@natiu/errors';
import { describe, expect, it } from 'vitest';
import { decodeModel } from './decode-model.ts';
import { encodeMessage } from './onnx-messages.ts';
import type { AttributeMessage, GraphMessage, ModelMessage, TensorMessage } from './onnx-messages.ts';

/** What other tools write: typed fields in place of raw bytes, Constant nodes, constants among the inputs. */
function modelWith(graph: GraphMessage, model: ModelMessage = {}): Uint8Array {
  const value = (name: string, dims: number[] = [1]) => ({
    name,
    type: { tensorType: { elemType: 1, shape: { dim: dims.map((dimValue) => ({ dimValue })) } } },
  });
  return encodeMessage({
    irVersion: 8,
    opsetImport: [{ domain: 'ai.onnx', version: 17 }],
    graph: { name: 'g', input: [value('x')], output: [value('x')], ...graph },
    ...model,
  });
}

const constantOf = (tensor: TensorMessage) =>
  decodeModel(modelWith({ initializer: [{ name: 'k', ...tensor }] })).initializers[0];

const nodeWith = (opType: string, attribute: AttributeMessage) =>
  decodeModel(
    modelWith({ node: [{ opType, name: 'n', input: ['x'], output: ['k'], attribute: [attribute] }] }),
  );

const refusalOf = (read: () => unknown): string => {
  try {
    read();
  } catch (error) {
    expect(error).toBeInstanceOf(InputError);
    return (error as Error).message;
  }
  return 'accepted';
};

describe('decodeModel on files of other tools', () => {
  it('reads typed data fields', () => {
    expect(constantOf({ dims: [2], dataType: 1, floatData: [1, -2.5] }).data).toEqual(
      Float32Array.of(1, -2.5),
    );
    expect(constantOf({ dims: [2], dataType: 7, int64Data: [-1, 2 ** 40] }).data).toEqual(
      BigInt64Array.of(-1n, 2n ** 40n),
    );
    expect(constantOf({ dims: [1], dataType: 6, int32Data: [-5] }).data).toEqual(Int32Array.of(-5));
    expect(constantOf({ dims: [2], dataType: 9, int32Data: [1, 0] })).toMatchObject({
      dataType: 'bool',
      data: Uint8Array.of(1, 0),
    });
    expect(constantOf({ dims: [], dataType: 10, int32Data: [0x3c00] }).data).toEqual(Uint16Array.of(0x3c00));
  });

  it('turns a Constant node into an initializer and drops constants from the inputs', () => {
    const graph = nodeWith('Constant', {
      name: 'value',
      type: 4,
      t: { dims: [1], dataType: 1, floatData: [3] },
    });
    expect(graph.nodes).toEqual([]);
    expect(graph.initializers).toEqual([
      { name: 'k', dataType: 'float32', shape: [1], data: Float32Array.of(3) },
    ]);
    const listed = decodeModel(
      modelWith({ initializer: [{ name: 'x', dims: [1], dataType: 1, floatData: [2] }] }),
    );
    expect(listed.inputs).toEqual([]);
  });

  it('calls the default operator set by the empty name', () => {
    expect(decodeModel(modelWith({})).opsets).toEqual({ '': 17 });
  });

  it('refuses external data, foreign types and data that does not fill its shape', () => {
    expect(
      refusalOf(() =>
        constantOf({ dims: [1], dataType: 1, externalData: [{ key: 'location' }], dataLocation: 1 }),
      ),
    ).toContain('"k" keeps its data in another file');
    expect(refusalOf(() => constantOf({ dims: [1], dataType: 5, int32Data: [1] }))).toContain('int16');
    expect(refusalOf(() => constantOf({ dims: [3], dataType: 1, floatData: [1] }))).toContain(
      'holds 1 float32 values',
    );
    expect(refusalOf(() => constantOf({ dims: [2], dataType: 1, rawData: new Uint8Array(7) }))).toContain(
      'holds 7 bytes',
    );
    expect(refusalOf(() => constantOf({ dims: [-2, -1], dataType: 1, floatData: [1, 2] }))).toContain(
      'negative',
    );
    expect(refusalOf(() => constantOf({ dims: [2 ** 50, 2 ** 50], dataType: 1 }))).toContain('holds 0');
  });

  it('refuses sub-graphs, functions and sparse constants by name', () => {
    expect(refusalOf(() => nodeWith('If', { name: 'then_branch', type: 5 }))).toContain(
      'attribute "then_branch" of node "n" (If) is a sub-graph',
    );
    const bytes = new Uint8Array(2);
    expect(refusalOf(() => decodeModel(modelWith({}, { functions: [bytes] })))).toContain('functions');
    expect(refusalOf(() => decodeModel(modelWith({ sparseInitializer: [bytes] })))).toContain('sparse');
  });

  it('says that an empty file, a text, a model without graph or operator set is no whole model', () => {
    expect(refusalOf(() => decodeModel(new Uint8Array(0)))).toContain('empty');
    expect(refusalOf(() => decodeModel(Buffer.from('<html>not here</html>')))).toContain('not an ONNX model');
    expect(refusalOf(() => decodeModel(modelWith({}, { graph: undefined })))).toContain('no graph');
    expect(refusalOf(() => decodeModel(modelWith({}, { opsetImport: [] })))).toContain('operator set');
  });
});
