import { AppError, InputError } from '@natiu/errors';
import type { Graph, GraphNode, Initializer, ValueInfo } from '@natiu/tensor-graph';
import { checkGraph } from './check-graph.ts';
import { dataTypeOfCode } from './data-types.ts';
import { constantValueOf, decodeNode, normaliseDomain } from './decode-node.ts';
import { decodeMessage } from './onnx-messages.ts';
import type { GraphMessage, ModelMessage, ValueInfoMessage } from './onnx-messages.ts';
import { decodeTensor, toSafeInteger } from './tensor-message.ts';

/** What an `.onnx` file says about itself; reading it copies no weights. */
export interface ModelInfo {
  readonly producer: string;
  readonly graphName: string;
  readonly inputs: readonly ValueInfo[];
  readonly outputs: readonly ValueInfo[];
  readonly opsets: Readonly<Record<string, number>>;
  readonly metadata: Readonly<Record<string, string>>;
}

/**
 * Reads an `.onnx` file. `Constant` nodes become initializers; shapes of intermediate values are dropped;
 * an unknown dimension is -1.
 * @throws InputError when the bytes are not ONNX or use what a `Graph` cannot hold
 */
export function decodeModel(bytes: Uint8Array): Graph {
  return refuseClearly(() => {
    const { model, graph } = openModel(bytes);
    const nodes: GraphNode[] = [];
    const initializers: Initializer[] = (graph.initializer ?? []).map((tensor) => decodeTensor(tensor));
    for (const message of graph.node ?? []) {
      const constant = constantValueOf(message);
      if (constant) initializers.push(constant);
      else nodes.push(decodeNode(message));
    }
    const info = describeModel(model, graph);
    const { graphName: name, inputs, outputs, opsets, metadata } = info;
    const decoded: Graph = { name, inputs, outputs, nodes, initializers, opsets, metadata };
    checkGraph(decoded);
    return decoded;
  });
}

/** @throws InputError as `decodeModel`, but looks only at what it returns */
export function readModelInfo(bytes: Uint8Array): ModelInfo {
  return refuseClearly(() => {
    const { model, graph } = openModel(bytes);
    return describeModel(model, graph);
  });
}

/** Turns whatever a damaged file makes a reader throw into an InputError. */
export function refuseClearly<T>(read: () => T): T {
  try {
    return read();
  } catch (cause) {
    if (cause instanceof AppError) throw cause;
    throw new InputError(`not an ONNX model: ${(cause as Error).message}`, { cause });
  }
}

/** @throws InputError when the bytes are no ONNX model, or one that cannot be read here */
export function openModel(bytes: Uint8Array): { model: ModelMessage; graph: GraphMessage } {
  if (bytes.length === 0) throw new InputError('not an ONNX model: the file is empty');
  let model: ModelMessage;
  try {
    model = decodeMessage(bytes);
  } catch (cause) {
    throw new InputError(
      `not an ONNX model, or a truncated or damaged one of ${bytes.length} bytes: ${(cause as Error).message}`,
      { cause },
    );
  }
  const { graph } = model;
  if (!graph) throw new InputError('not an ONNX model: it holds no graph');
  if (!model.opsetImport?.length)
    throw new InputError(
      'not a whole ONNX model: it names no operator set (a truncated file ends like this)',
    );
  if (graph.sparseInitializer?.length)
    throw new InputError('the model holds sparse constants, which are not supported');
  if (model.functions?.length)
    throw new InputError('the model defines functions, which are not supported; inline them when exporting');
  return { model, graph };
}

function describeModel(model: ModelMessage, graph: GraphMessage): ModelInfo {
  // Older files list constants among the inputs as well.
  const constants = new Set((graph.initializer ?? []).map((tensor) => tensor.name ?? ''));
  const inputs = (graph.input ?? []).filter((value) => !constants.has(value.name ?? '')).map(decodeValue);
  const opsets = (model.opsetImport ?? []).map(({ domain, version }) => {
    const name = normaliseDomain(domain);
    return [name, toSafeInteger(version ?? 0, `the version of operator set "${name}"`)] as const;
  });
  return {
    producer: model.producerName ?? '',
    graphName: graph.name ?? '',
    inputs,
    outputs: (graph.output ?? []).map(decodeValue),
    opsets: Object.fromEntries(opsets),
    metadata: Object.fromEntries(
      (model.metadataProps ?? []).map(({ key, value }) => [key ?? '', value ?? '']),
    ),
  };
}

function decodeValue(message: ValueInfoMessage): ValueInfo {
  const name = message.name ?? '';
  const what = `value "${name}"`;
  const tensor = message.type?.tensorType;
  if (!tensor?.shape) throw new InputError(`${what} of the model is not a tensor of known rank`);
  const shape = (tensor.shape.dim ?? []).map((dim) => {
    // protobufjs answers 0 for an absent number; only an own property was in the file.
    if (!Object.hasOwn(dim, 'dimValue')) return -1;
    const size = toSafeInteger(dim.dimValue ?? 0, `a dimension of ${what}`);
    if (size < 0) throw new InputError(`${what} has the negative dimension ${size}`);
    return size;
  });
  return { name, dataType: dataTypeOfCode(tensor.elemType, what), shape };
}
