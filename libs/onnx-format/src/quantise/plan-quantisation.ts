import type { Graph, GraphNode } from '@natiu/tensor-graph';
import { inferTypes } from './infer-types.ts';

export type Precision = 'float' | '8-bit';

export interface QuantisationChoices {
  /** The last convolutions, whose outputs are class scores and box distributions. */
  readonly heads: Precision;
  /** x sigmoid(x) behind a convolution. */
  readonly silu: Precision;
  /** Whether what a Concat joins is stored with one common scale (a plain copy) or each part with its own. */
  readonly concat: 'shared' | 'own';
}

export interface QuantisationPlan {
  /** Nodes that compute on 8-bit values. */
  readonly nodes: ReadonlySet<GraphNode>;
  /** Activations that get a scale, by name. */
  readonly values: readonly string[];
  /** Activations that are stored with the same scale as another: name -> that other. */
  readonly sharedWith: ReadonlyMap<string, string>;
  /** Activations that only a SiLU reads. */
  readonly siluInputs: ReadonlySet<string>;
  /** Convolutions that stay float although the rest does not. */
  readonly floatConvolutions: readonly string[];
}

/** Operators that move values without changing them: their input and output need one scale. */
const MOVING = new Set(['Split', 'MaxPool', 'Resize', 'Reshape', 'Transpose', 'Slice']);

/**
 * Chooses what runs in 8 bits. Everything behind the last convolutions (box distributions, decoding, class scores)
 * stays float: it is a few numbers per anchor, and its results are pixels and probabilities, which 256 steps ruin.
 */
export function planQuantisation(graph: Graph, choices: QuantisationChoices): QuantisationPlan {
  const types = inferTypes(graph);
  const constants = new Set(graph.initializers.map(({ name }) => name));
  const body = findBody(graph);
  const heads = findHeads(body);
  const silus = findSilus(graph.nodes);
  const nodes = new Set<GraphNode>();
  for (const node of body) {
    const silu = silus.members.has(node);
    if (node.op === 'Conv' ? isPlainConvolution(node, constants) : silu || joins(node, constants)) {
      if (choices.heads === 'float' && heads.has(node)) continue;
      if (choices.silu === 'float' && silu) continue;
      nodes.add(node);
    }
  }
  // A node that only moves values follows its neighbours.
  for (const node of body) if (MOVING.has(node.op)) nodes.add(node);
  const isActivation = (name: string) =>
    name !== '' && !constants.has(name) && types.get(name)?.dataType === 'float32';
  const values = [...nodes].flatMap((node) => activationsOf(node)).filter(isActivation);
  return {
    nodes,
    values: [...new Set(values)],
    sharedWith: shareScales([...nodes], choices, isActivation),
    siluInputs: silus.inputs,
    floatConvolutions: [...body].filter((node) => node.op === 'Conv' && !nodes.has(node)).map(nameOf),
  };
}

function nameOf(node: GraphNode): string {
  return node.outputs[0]!;
}

/** Inputs and outputs that may be activations; settings such as pads and axes are constants and drop out later. */
function activationsOf(node: GraphNode): string[] {
  const inputs = node.op === 'Conv' ? node.inputs.slice(0, 1) : node.inputs;
  return [...inputs, ...node.outputs.slice(0, node.op === 'MaxPool' ? 1 : undefined)];
}

/** All nodes that a convolution still follows, and the convolutions themselves. */
function findBody(graph: Graph): Set<GraphNode> {
  const wanted = new Set<string>();
  const body = new Set<GraphNode>();
  for (const node of graph.nodes.toReversed()) {
    if (node.op !== 'Conv' && !node.outputs.some((name) => wanted.has(name))) continue;
    body.add(node);
    node.inputs.forEach((name) => wanted.add(name));
  }
  return new Set([...body].toReversed());
}

/** Convolutions of the body that no other node of the body reads. */
function findHeads(body: ReadonlySet<GraphNode>): Set<GraphNode> {
  const read = new Set([...body].flatMap(({ inputs }) => inputs));
  return new Set([...body].filter((node) => node.op === 'Conv' && !read.has(nameOf(node))));
}

function isPlainConvolution(node: GraphNode, constants: ReadonlySet<string>): boolean {
  return node.inputs.slice(1).every((name) => constants.has(name));
}

function joins(node: GraphNode, constants: ReadonlySet<string>): boolean {
  return (node.op === 'Add' || node.op === 'Concat') && node.inputs.every((name) => !constants.has(name));
}

/** Pairs Sigmoid, Mul that compute x sigmoid(x). */
function findSilus(nodes: readonly GraphNode[]): { members: Set<GraphNode>; inputs: Set<string> } {
  const sigmoids = new Map(nodes.filter(({ op }) => op === 'Sigmoid').map((node) => [nameOf(node), node]));
  const members = new Set<GraphNode>();
  const inputs = new Set<string>();
  for (const node of nodes) {
    if (node.op !== 'Mul') continue;
    const sigmoid = node.inputs.map((name) => sigmoids.get(name)).find((found) => found !== undefined);
    const x = sigmoid?.inputs[0];
    if (!sigmoid || !x || !node.inputs.includes(x)) continue;
    members.add(node).add(sigmoid);
    inputs.add(x);
  }
  const others = nodes.filter((node) => !members.has(node)).flatMap((node) => node.inputs);
  for (const name of others) inputs.delete(name);
  return { members, inputs };
}

/** Which values must have the scale of which: groups joined through moving nodes and, if wanted, through Concat. */
function shareScales(
  nodes: readonly GraphNode[],
  choices: QuantisationChoices,
  isActivation: (name: string) => boolean,
): Map<string, string> {
  const parents = new Map<string, string>();
  const rootOf = (name: string): string => {
    const parent = parents.get(name);
    return parent === undefined ? name : rootOf(parent);
  };
  for (const node of nodes) {
    if (!MOVING.has(node.op) && !(node.op === 'Concat' && choices.concat === 'shared')) continue;
    const [first, ...rest] = activationsOf(node).filter(isActivation);
    if (first === undefined) continue;
    for (const other of rest) if (rootOf(other) !== rootOf(first)) parents.set(rootOf(other), rootOf(first));
  }
  return new Map([...parents.keys()].map((name) => [name, rootOf(name)]));
}
