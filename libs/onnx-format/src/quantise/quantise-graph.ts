import { InputError } from '@natiu/errors';
import type { DataType, Graph, GraphNode, Initializer, TensorData } from '@natiu/tensor-graph';
import { checkGraph } from '../check-graph.ts';
import { freeName, namesInUse } from '../free-name.ts';
import type { QuantisationPlan } from './plan-quantisation.ts';
import { quantiseFilter } from './quantise-filter.ts';
import { scaleOfRange } from './scale.ts';
import type { ActivationScale, Range } from './scale.ts';

export interface QuantiseSettings {
  /** Range of every value that the plan names. */
  readonly ranges: ReadonlyMap<string, Range>;
  /** 8, or 7 for processors without VNNI, whose sums of two products overflow 16 bits. */
  readonly weightBits?: 7 | 8;
  readonly metadata?: Readonly<Record<string, string>>;
}

/**
 * Writes a graph with 8-bit stores between its nodes (QDQ form): behind every planned activation QuantizeLinear and
 * DequantizeLinear, in front of every planned convolution int8 weights and an int32 bias with their scales. Runtimes
 * replace the pattern by 8-bit kernels; without such kernels it computes the same rounding in float.
 * @throws InputError when a range is missing
 * Source: Jacob et al., Quantization and Training of Neural Networks for Integer-Arithmetic-Only Inference, arXiv:1712.05877.
 */
export function quantiseGraph(graph: Graph, plan: QuantisationPlan, settings: QuantiseSettings): Graph {
  const scales = chooseScales(plan, settings.ranges);
  const writer = new QdqWriter(graph, plan, scales);
  const nodes: GraphNode[] = [];
  for (const { name } of graph.inputs) nodes.push(...writer.store(name));
  for (const node of graph.nodes) {
    const eightBit = plan.nodes.has(node);
    const filter =
      eightBit && node.op === 'Conv' ? writer.storeFilter(node, settings.weightBits ?? 8) : undefined;
    nodes.push(...(filter?.nodes ?? []), writer.rewire(filter?.node ?? node, eightBit));
    for (const name of node.outputs) nodes.push(...writer.store(name));
  }
  const read = new Set([...nodes.flatMap(({ inputs }) => inputs), ...graph.outputs.map(({ name }) => name)]);
  const quantised: Graph = {
    ...graph,
    nodes,
    initializers: [...graph.initializers, ...writer.initializers].filter(({ name }) => read.has(name)),
    metadata: { ...graph.metadata, ...settings.metadata },
  };
  checkGraph(quantised);
  return quantised;
}

/** One scale per group of values that share it: the range that holds them all. */
function chooseScales(
  plan: QuantisationPlan,
  ranges: ReadonlyMap<string, Range>,
): Map<string, ActivationScale> {
  const rootOf = (name: string) => plan.sharedWith.get(name) ?? name;
  const joint = new Map<string, Range>();
  for (const name of plan.values) {
    const range = ranges.get(name);
    if (!range) throw new InputError(`the range of the value "${name}" was not measured`);
    const other = joint.get(rootOf(name)) ?? range;
    joint.set(rootOf(name), { min: Math.min(range.min, other.min), max: Math.max(range.max, other.max) });
  }
  return new Map(plan.values.map((name) => [name, scaleOfRange(joint.get(rootOf(name))!)]));
}

class QdqWriter {
  readonly initializers: Initializer[] = [];
  private readonly scales: ReadonlyMap<string, ActivationScale>;
  private readonly taken: Set<string>;
  private readonly constants: ReadonlyMap<string, Initializer>;
  private readonly fromEightBit = new Set<string>();
  /** Activation -> what is read back from its 8-bit store. */
  private readonly readBack = new Map<string, string>();

  constructor(graph: Graph, plan: QuantisationPlan, scales: ReadonlyMap<string, ActivationScale>) {
    this.scales = scales;
    this.taken = namesInUse(graph);
    this.constants = new Map(graph.initializers.map((one) => [one.name, one]));
    for (const node of plan.nodes) node.outputs.forEach((name) => this.fromEightBit.add(name));
  }

  /** The pair of nodes that stores an activation in 8 bits and reads it back; nothing for other values. */
  store(name: string): GraphNode[] {
    const found = this.scales.get(name);
    if (!found) return [];
    const scale = this.constant(`${name}.scale`, { dataType: 'float32', data: Float32Array.of(found.scale) });
    const zero = this.constant(`${name}.zero`, { dataType: 'uint8', data: Uint8Array.of(found.zero) });
    const stored = freeName(`${name}.8bit`, this.taken);
    const back = freeName(`${name}.read`, this.taken);
    this.readBack.set(name, back);
    return [
      qdqNode('QuantizeLinear', [name, scale, zero], stored),
      qdqNode('DequantizeLinear', [stored, scale, zero], back),
    ];
  }

  /** 8-bit nodes read stored values; float ones too where an 8-bit node computed them. */
  rewire(node: GraphNode, eightBit: boolean): GraphNode {
    const inputs = node.inputs.map((name) => {
      const back = this.readBack.get(name);
      return back !== undefined && (eightBit || this.fromEightBit.has(name)) ? back : name;
    });
    return { ...node, inputs };
  }

  /** The convolution with weights and bias that are read from 8-bit and 32-bit integers. */
  storeFilter(node: GraphNode, bits: 7 | 8): { node: GraphNode; nodes: GraphNode[] } {
    const [input, weightName, biasName] = node.inputs as [string, string, string | undefined];
    const weight = this.constants.get(weightName)!;
    const bias = biasName ? this.constants.get(biasName) : undefined;
    const filter = quantiseFilter(weight, bias, this.scales.get(input)!.scale, bits === 8 ? 127 : 63);
    const base = node.outputs[0]!;
    const inputs = [input];
    const nodes: GraphNode[] = [];
    const read = (role: string, stored: Stored, scales: Float32Array) => {
      const name = this.constant(`${base}.${role}.stored`, stored);
      const shape = [scales.length];
      const scale = this.constant(`${base}.${role}.scale`, { dataType: 'float32', data: scales, shape });
      const zeros = new (stored.data.constructor as Int8ArrayConstructor)(scales.length);
      const zero = this.constant(`${base}.${role}.zero`, { dataType: stored.dataType, data: zeros, shape });
      const output = freeName(`${base}.${role}`, this.taken);
      nodes.push(qdqNode('DequantizeLinear', [name, scale, zero], output, 0));
      inputs.push(output);
    };
    read('weight', { dataType: 'int8', data: filter.weight, shape: weight.shape }, filter.weightScales);
    if (filter.bias)
      read('bias', { dataType: 'int32', data: filter.bias, shape: bias!.shape }, filter.biasScales);
    return { node: { ...node, inputs }, nodes };
  }

  private constant(wanted: string, { dataType, data, shape = [] }: Stored): string {
    const name = freeName(wanted, this.taken);
    this.initializers.push({ name, dataType, shape, data });
    return name;
  }
}

interface Stored {
  readonly dataType: DataType;
  readonly data: TensorData;
  readonly shape?: readonly number[];
}

function qdqNode(op: string, inputs: string[], output: string, axis?: number): GraphNode {
  const attributes: GraphNode['attributes'] =
    axis === undefined ? {} : { axis: { kind: 'int', value: axis } };
  return { name: `${output}.${op}`, op, domain: '', inputs, outputs: [output], attributes };
}
