/** Element types used by Natiu's graphs; the names are ONNX's. */
export type DataType = 'float32' | 'float16' | 'int64' | 'int32' | 'int8' | 'uint8' | 'bool';
export type Shape = readonly number[];

/** Data of an initializer. float16 is kept as raw bits in a Uint16Array; bool and uint8 as Uint8Array. */
export type TensorData = Float32Array | Uint16Array | BigInt64Array | Int32Array | Int8Array | Uint8Array;

/** A named value with a static shape. */
export interface ValueInfo {
  readonly name: string;
  readonly dataType: DataType;
  readonly shape: Shape;
}

/** Constant held inside the graph. */
export interface Initializer extends ValueInfo {
  readonly data: TensorData;
}

/** ONNX attributes carry their type, because ONNX tells 1 from 1.0. */
export type Attribute =
  | { readonly kind: 'int'; readonly value: number }
  | { readonly kind: 'float'; readonly value: number }
  | { readonly kind: 'string'; readonly value: string }
  | { readonly kind: 'ints'; readonly value: readonly number[] }
  | { readonly kind: 'floats'; readonly value: readonly number[] };

/** One ONNX operator. An empty string in `inputs` or `outputs` leaves out an optional one. */
export interface GraphNode {
  readonly name: string;
  readonly op: string;
  /** '' is ONNX's own operator set. */
  readonly domain: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly attributes: Readonly<Record<string, Attribute>>;
}

/** A whole model. Nodes are in an order in which they can run. */
export interface Graph {
  readonly name: string;
  readonly inputs: readonly ValueInfo[];
  readonly outputs: readonly ValueInfo[];
  readonly nodes: readonly GraphNode[];
  readonly initializers: readonly Initializer[];
  /** Opset version by domain. */
  readonly opsets: Readonly<Record<string, number>>;
  readonly metadata: Readonly<Record<string, string>>;
}
