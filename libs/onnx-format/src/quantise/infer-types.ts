import { GraphBuilder } from '@natiu/tensor-graph';
import type { Graph, Value, ValueInfo } from '@natiu/tensor-graph';
import { InputError } from '@natiu/errors';
import { describeNode } from '../check-graph.ts';

/**
 * Type and shape of every value of a graph, by name, found by building the graph once more.
 * @throws InputError naming the node whose operator or inputs the graph library does not know
 */
export function inferTypes(graph: Graph): Map<string, ValueInfo> {
  const builder = new GraphBuilder();
  const values = new Map<string, Value>();
  for (const { name, dataType, shape } of graph.inputs)
    values.set(name, builder.input(name, dataType, shape));
  for (const { name, data, shape, dataType } of graph.initializers)
    values.set(name, builder.constant(data, shape, dataType));
  for (const node of graph.nodes) {
    if (node.domain !== '')
      throw new InputError(`${describeNode(node)}: only ONNX's own operators can be quantised`);
    const inputs = node.inputs.map((name) => values.get(name));
    const outputs = builder.withoutGradient(() => builder.applyMany(node.op, inputs, node.attributes));
    node.outputs.forEach((name, i) => outputs[i] && values.set(name, outputs[i]));
  }
  return new Map(
    [...values].map(([name, { dataType, shape }]) => [name, { name, dataType, shape }] as const),
  );
}
