import { InputError } from '@natiu/errors';
import type { Attribute, Graph, GraphNode, ValueInfo } from '@natiu/tensor-graph';
import { ATTRIBUTE_TYPES } from './attribute-types.ts';
import { checkGraph, describeNode } from './check-graph.ts';
import { codeOfDataType } from './data-types.ts';
import { encodeMessage } from './onnx-messages.ts';
import type { AttributeMessage, ModelMessage, NodeMessage, ValueInfoMessage } from './onnx-messages.ts';
import { encodeTensor } from './tensor-message.ts';

/** Written into every file of ours; `openInferenceSession` asks for it. */
export const PRODUCER = 'natiu';

/** Protobuf's own limit for one file. */
const MAX_BYTES = 2 ** 31 - 1;

/**
 * @returns the bytes of an `.onnx` file; weights are inside, as raw little-endian data
 * @throws InputError when the graph is inconsistent or its weights exceed 2 GB
 */
export function encodeModel(graph: Graph, options: { producer?: string } = {}): Uint8Array {
  checkGraph(graph);
  const weightBytes = graph.initializers.reduce((sum, { data }) => sum + data.byteLength, 0);
  if (weightBytes > MAX_BYTES)
    throw new InputError(
      `graph "${graph.name}" holds ${weightBytes} bytes of weights; one file ends at 2 GB`,
    );
  const model: ModelMessage = {
    irVersion: irVersionFor(graph.opsets[''] ?? 1),
    producerName: options.producer ?? PRODUCER,
    graph: {
      node: graph.nodes.map(encodeNode),
      name: graph.name || 'graph',
      initializer: graph.initializers.map(encodeTensor),
      input: graph.inputs.map(encodeValue),
      output: graph.outputs.map(encodeValue),
    },
    opsetImport: Object.entries(graph.opsets).map(([domain, version]) => ({ domain, version })),
    metadataProps: Object.entries(graph.metadata).map(([key, value]) => ({ key, value })),
  };
  return encodeMessage(model);
}

/** ONNX pairs each operator set with the file format it was released with. */
function irVersionFor(opset: number): number {
  if (opset >= 21) return 10;
  return opset >= 19 ? 9 : 8;
}

function encodeValue({ name, dataType, shape }: ValueInfo): ValueInfoMessage {
  const dim = shape.map((size) => (size < 0 ? {} : { dimValue: size }));
  return { name, type: { tensorType: { elemType: codeOfDataType(dataType), shape: { dim } } } };
}

function encodeNode(node: GraphNode): NodeMessage {
  const attribute = Object.entries(node.attributes).map(([name, value]) =>
    encodeAttribute(node, name, value),
  );
  return {
    input: [...node.inputs],
    output: [...node.outputs],
    name: node.name,
    opType: node.op,
    attribute,
    domain: node.domain,
  };
}

function encodeAttribute(node: GraphNode, name: string, attribute: Attribute): AttributeMessage {
  const type = ATTRIBUTE_TYPES[attribute.kind];
  switch (attribute.kind) {
    case 'int':
      return { name, type, i: checkInteger(attribute.value, node, name) };
    case 'float':
      return { name, type, f: attribute.value };
    case 'string':
      return { name, type, s: Buffer.from(attribute.value, 'utf8') };
    case 'ints':
      return { name, type, ints: attribute.value.map((value) => checkInteger(value, node, name)) };
    case 'floats':
      return { name, type, floats: [...attribute.value] };
  }
}

function checkInteger(value: number, node: GraphNode, name: string): number {
  if (!Number.isSafeInteger(value))
    throw new InputError(`${describeNode(node)}: attribute "${name}" must be an integer, not ${value}`);
  return value;
}
