import protobuf from 'protobufjs/light.js';

/** 64-bit integers arrive as protobufjs's Long, or as a number where it fits the reader. */
export type WireInt64 = number | { readonly high: number; readonly low: number };

export interface TensorMessage {
  dims?: WireInt64[];
  dataType?: number;
  segment?: Uint8Array;
  floatData?: number[];
  int32Data?: number[];
  int64Data?: WireInt64[];
  name?: string;
  rawData?: Uint8Array;
  externalData?: { key?: string; value?: string }[];
  dataLocation?: number;
}

export interface AttributeMessage {
  name?: string;
  f?: number;
  i?: WireInt64;
  s?: Uint8Array;
  t?: TensorMessage;
  floats?: number[];
  ints?: WireInt64[];
  type?: number;
}

export interface NodeMessage {
  input?: string[];
  output?: string[];
  name?: string;
  opType?: string;
  attribute?: AttributeMessage[];
  domain?: string;
}

export interface DimensionMessage {
  dimValue?: WireInt64;
  dimParam?: string;
}

export interface ValueInfoMessage {
  name?: string;
  type?: { tensorType?: { elemType?: number; shape?: { dim?: DimensionMessage[] } } };
}

export interface GraphMessage {
  node?: NodeMessage[];
  name?: string;
  initializer?: TensorMessage[];
  input?: ValueInfoMessage[];
  output?: ValueInfoMessage[];
  sparseInitializer?: Uint8Array[];
}

export interface ModelMessage {
  irVersion?: WireInt64;
  producerName?: string;
  producerVersion?: string;
  graph?: GraphMessage;
  opsetImport?: { domain?: string; version?: WireInt64 }[];
  metadataProps?: { key?: string; value?: string }[];
  functions?: Uint8Array[];
}

type FieldSpec = { id: number; type: string; rule?: string; options?: { packed: boolean } };

const one = (id: number, type: string): FieldSpec => ({ id, type });
const many = (id: number, type: string): FieldSpec => ({
  id,
  type,
  rule: 'repeated',
  options: { packed: false },
});
const packed = (id: number, type: string): FieldSpec => ({
  id,
  type,
  rule: 'repeated',
  options: { packed: true },
});

/**
 * The part of ONNX's messages that a `Graph` needs, by their public field numbers.
 * Sub-graphs, sparse tensors and functions are declared as bytes: enough to notice and refuse them,
 * and hostile files cannot nest them.
 */
const messages: Record<string, { fields: Record<string, FieldSpec> }> = {
  Entry: { fields: { key: one(1, 'string'), value: one(2, 'string') } },
  OperatorSet: { fields: { domain: one(1, 'string'), version: one(2, 'int64') } },
  Dimension: { fields: { dimValue: one(1, 'int64'), dimParam: one(2, 'string') } },
  TensorShape: { fields: { dim: many(1, 'Dimension') } },
  TensorType: { fields: { elemType: one(1, 'int32'), shape: one(2, 'TensorShape') } },
  Type: { fields: { tensorType: one(1, 'TensorType') } },
  ValueInfo: { fields: { name: one(1, 'string'), type: one(2, 'Type') } },
  Tensor: {
    fields: {
      dims: many(1, 'int64'),
      dataType: one(2, 'int32'),
      segment: one(3, 'bytes'),
      floatData: packed(4, 'float'),
      int32Data: packed(5, 'int32'),
      int64Data: packed(7, 'int64'),
      name: one(8, 'string'),
      rawData: one(9, 'bytes'),
      externalData: many(13, 'Entry'),
      dataLocation: one(14, 'int32'),
    },
  },
  Attribute: {
    fields: {
      name: one(1, 'string'),
      f: one(2, 'float'),
      i: one(3, 'int64'),
      s: one(4, 'bytes'),
      t: one(5, 'Tensor'),
      floats: many(7, 'float'),
      ints: many(8, 'int64'),
      type: one(20, 'int32'),
    },
  },
  Node: {
    fields: {
      input: many(1, 'string'),
      output: many(2, 'string'),
      name: one(3, 'string'),
      opType: one(4, 'string'),
      attribute: many(5, 'Attribute'),
      domain: one(7, 'string'),
    },
  },
  Graph: {
    fields: {
      node: many(1, 'Node'),
      name: one(2, 'string'),
      initializer: many(5, 'Tensor'),
      input: many(11, 'ValueInfo'),
      output: many(12, 'ValueInfo'),
      sparseInitializer: many(15, 'bytes'),
    },
  },
  Model: {
    fields: {
      irVersion: one(1, 'int64'),
      producerName: one(2, 'string'),
      producerVersion: one(3, 'string'),
      graph: one(7, 'Graph'),
      opsetImport: many(8, 'OperatorSet'),
      metadataProps: many(14, 'Entry'),
      functions: many(25, 'bytes'),
    },
  },
};

const modelType = protobuf.Root.fromJSON({
  nested: { onnx: { nested: messages } },
} as unknown as protobuf.INamespace).lookupType('onnx.Model');

export function encodeMessage(model: ModelMessage): Uint8Array {
  return modelType.encode(model as protobuf.Message).finish();
}

/** @throws RangeError or Error of protobufjs when the bytes are not this message */
export function decodeMessage(bytes: Uint8Array): ModelMessage {
  // A Buffer view makes protobufjs take its faster reader; nothing is copied.
  return modelType.decode(
    Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength),
  ) as unknown as ModelMessage;
}
