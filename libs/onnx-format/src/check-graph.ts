import { InputError } from '@natiu/errors';
import type { Graph, GraphNode, Initializer } from '@natiu/tensor-graph';
import { arrayNameOf, countElements, holdsDataType } from './data-types.ts';

/**
 * Checks what every reader of a graph relies on: each value has one origin, nodes stand in an order in
 * which they can run, constants fill their shapes.
 * @throws InputError naming the node or value
 */
export function checkGraph(graph: Graph): void {
  const known = new Set<string>();
  for (const value of [...graph.inputs, ...graph.initializers]) define(known, value.name, 'the graph');
  for (const initializer of graph.initializers) checkInitializer(initializer);
  for (const node of graph.nodes) checkNode(node, known, graph);
  for (const output of graph.outputs) {
    if (!known.has(output.name))
      throw new InputError(`graph "${graph.name}": nothing produces the output "${output.name}"`);
  }
}

export function describeNode(node: GraphNode): string {
  return `node "${node.name || node.outputs[0] || '?'}" (${node.domain ? `${node.domain}.` : ''}${node.op})`;
}

function define(known: Set<string>, name: string, by: string): void {
  if (name === '') throw new InputError(`${by} defines a value without a name`);
  if (known.has(name)) throw new InputError(`${by} defines the value "${name}" a second time`);
  known.add(name);
}

function checkInitializer({ name, dataType, shape, data }: Initializer): void {
  if (!holdsDataType(dataType, data))
    throw new InputError(
      `constant "${name}" is ${dataType} and needs a ${arrayNameOf(dataType)}, not ${data.constructor.name}`,
    );
  const count = countElements(shape);
  if (data.length !== count)
    throw new InputError(
      `constant "${name}" has ${data.length} elements, but its shape [${shape.join(', ')}] needs ${count}`,
    );
}

function checkNode(node: GraphNode, known: Set<string>, graph: Graph): void {
  const what = describeNode(node);
  if (node.op === '') throw new InputError(`${what} has no operator`);
  if (graph.opsets[node.domain] === undefined)
    throw new InputError(`${what} uses the operator set "${node.domain}", which the model does not import`);
  for (const input of node.inputs) {
    if (input !== '' && !known.has(input))
      throw new InputError(`${what} reads "${input}", which nothing before it produces`);
  }
  for (const output of node.outputs) if (output !== '') define(known, output, what);
}
