import { InputError } from '@natiu/errors';
import type { Attribute, GraphNode, Initializer } from '@natiu/tensor-graph';
import { ATTRIBUTE_TYPES, FOREIGN_ATTRIBUTES, TENSOR_ATTRIBUTE } from './attribute-types.ts';
import type { AttributeMessage, NodeMessage } from './onnx-messages.ts';
import { decodeTensor, toSafeInteger } from './tensor-message.ts';

/** ONNX's own operators may be called by either name. */
export function normaliseDomain(domain: string | undefined): string {
  return domain === undefined || domain === 'ai.onnx' ? '' : domain;
}

/** The tensor of a `Constant` node, under the name of its output; undefined for every other node. */
export function constantValueOf(message: NodeMessage): Initializer | undefined {
  if (message.opType !== 'Constant' || normaliseDomain(message.domain) !== '') return undefined;
  const value = (message.attribute ?? []).find((attribute) => attribute.name === 'value');
  const output = message.output?.[0];
  if (value?.type !== TENSOR_ATTRIBUTE || !value.t || !output) return undefined;
  return decodeTensor(value.t, output);
}

/** @throws InputError for attributes that a graph cannot hold */
export function decodeNode(message: NodeMessage): GraphNode {
  const op = message.opType ?? '';
  const name = message.name ?? '';
  const what = `node "${name || message.output?.[0] || '?'}" (${op})`;
  const attributes = (message.attribute ?? []).map(
    (attribute) => [attribute.name ?? '', decodeAttribute(attribute, what)] as const,
  );
  return {
    name,
    op,
    domain: normaliseDomain(message.domain),
    inputs: message.input ?? [],
    outputs: message.output ?? [],
    attributes: Object.fromEntries(attributes),
  };
}

function decodeAttribute(message: AttributeMessage, what: string): Attribute {
  const where = `attribute "${message.name ?? ''}" of ${what}`;
  switch (message.type) {
    case ATTRIBUTE_TYPES.int:
      return { kind: 'int', value: toSafeInteger(message.i ?? 0, where) };
    case ATTRIBUTE_TYPES.float:
      return { kind: 'float', value: message.f ?? 0 };
    case ATTRIBUTE_TYPES.string:
      return { kind: 'string', value: Buffer.from(message.s ?? []).toString('utf8') };
    case ATTRIBUTE_TYPES.ints:
      return { kind: 'ints', value: (message.ints ?? []).map((value) => toSafeInteger(value, where)) };
    case ATTRIBUTE_TYPES.floats:
      return { kind: 'floats', value: message.floats ?? [] };
    default:
      throw new InputError(
        `${where} is ${FOREIGN_ATTRIBUTES[message.type ?? 0] ?? `of unknown type ${message.type ?? 0}`}, which is not supported`,
      );
  }
}
