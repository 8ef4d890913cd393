import { InputError } from '@natiu/errors';
import type { Attributes } from './attributes.ts';
import type { DataType, Graph, GraphNode, Initializer, Shape, TensorData, ValueInfo } from './graph.ts';
import { operatorDefinition } from './operators/registry.ts';
import { pruneGraph } from './prune.ts';
import { elementCount } from './value.ts';
import type { Value, ValueType } from './value.ts';

/** ONNX opset 18: axes of reductions are inputs, `Split` and `Pad` in their present form. */
const DEFAULT_OPSETS = { '': 18 } as const;

/** Gradients of a step of the computation: one per input, `undefined` where none is needed. */
export type Vjp = (
  gradients: readonly (Value | undefined)[],
  needs: readonly boolean[],
) => (Value | undefined)[];

/** One differentiable step, in the order in which it was computed. */
export interface TapeEntry {
  readonly inputs: readonly Value[];
  readonly outputs: readonly Value[];
  readonly vjp: Vjp;
}

/** Builds a graph node by node, infers every shape at once and records how to differentiate it. */
export class GraphBuilder {
  readonly tape: TapeEntry[] = [];
  private readonly nodes: GraphNode[] = [];
  private readonly inputs: ValueInfo[] = [];
  private readonly initializers: Initializer[] = [];
  private readonly constants = new Map<string, Value>();
  private recording = true;
  private serial = 0;

  input(name: string, dataType: DataType, shape: Shape): Value {
    if (this.inputs.some((other) => other.name === name))
      throw new InputError(`Two graph inputs are named "${name}".`);
    this.inputs.push({ name, dataType, shape });
    return { builder: this, name, dataType, shape };
  }

  /** @throws InputError when the element count does not fit the shape */
  constant(data: TensorData, shape: Shape, dataType: DataType, wantedName?: string): Value {
    if (data.length !== elementCount(shape)) {
      throw new InputError(`A constant of shape [${shape.join(', ')}] cannot hold ${data.length} elements.`);
    }
    const name = wantedName ?? `const_${this.initializers.length}`;
    this.initializers.push({ name, dataType, shape, data });
    return { builder: this, name, dataType, shape, data };
  }

  /** A float32 scalar; equal scalars share one initializer. */
  scalar(value: number): Value {
    return this.shared(`f${value}`, () => this.constant(Float32Array.of(value), [], 'float32'));
  }

  /** A one-dimensional int64 constant: axes, shapes, starts. */
  ints(values: readonly number[]): Value {
    return this.shared(`i${values.join(',')}`, () =>
      this.constant(BigInt64Array.from(values, BigInt), [values.length], 'int64'),
    );
  }

  private shared(key: string, make: () => Value): Value {
    const found = this.constants.get(key);
    if (found) return found;
    const made = make();
    this.constants.set(key, made);
    return made;
  }

  /** Adds a node with one output. */
  apply(op: string, inputs: readonly (Value | undefined)[], attributes: Attributes = {}): Value {
    return this.applyMany(op, inputs, attributes)[0]!;
  }

  /** Adds a node; its outputs are as many as its operator's shape inference yields. */
  applyMany(op: string, inputs: readonly (Value | undefined)[], attributes: Attributes = {}): Value[] {
    const definition = operatorDefinition(op);
    const given = inputs as readonly Value[];
    const outputs = this.inferOrExplain(op, () => definition.infer(given, attributes)).map((type) =>
      this.name(op, type),
    );
    this.nodes.push({
      name: `${op}_${this.nodes.length}`,
      op,
      domain: '',
      inputs: inputs.map((input) => input?.name ?? ''),
      outputs: outputs.map((output) => output.name),
      attributes,
    });
    const vjp = definition.vjp;
    if (vjp && this.recording) {
      this.tape.push({
        inputs: given,
        outputs,
        vjp: (gradients, needs) => vjp({ inputs: given, outputs, attributes, gradients, needs }),
      });
    }
    return outputs;
  }

  private inferOrExplain<T>(op: string, infer: () => T): T {
    try {
      return infer();
    } catch (cause) {
      const reason = cause instanceof Error ? cause.message : String(cause);
      throw new InputError(`${op}: ${reason}`, { cause });
    }
  }

  private name(op: string, type: ValueType): Value {
    this.serial += 1;
    return { builder: this, name: `${op.toLowerCase()}_${this.serial}`, ...type };
  }

  /** Runs `build` without recording: what it yields is a constant to reverse mode. */
  withoutGradient<T>(build: () => T): T {
    const before = this.recording;
    this.recording = false;
    try {
      return build();
    } finally {
      this.recording = before;
    }
  }

  /**
   * Several nodes that are differentiated as one step, because their joint derivative takes fewer passes over memory
   * than the chain of their own ones.
   */
  composite(inputs: readonly Value[], forward: () => Value[], vjp: Vjp): Value[] {
    const outputs = this.withoutGradient(forward);
    if (this.recording) this.tape.push({ inputs, outputs, vjp });
    return outputs;
  }

  /** Closes the graph: only what its outputs need stays in it. */
  build(
    name: string,
    outputs: Readonly<Record<string, Value>>,
    metadata: Readonly<Record<string, string>> = {},
  ): Graph {
    const renamed = Object.entries(outputs).map(([outputName, value]) => {
      const node: GraphNode = {
        name: `output_${outputName}`,
        op: 'Identity',
        domain: '',
        inputs: [value.name],
        outputs: [outputName],
        attributes: {},
      };
      return { node, info: { name: outputName, dataType: value.dataType, shape: value.shape } };
    });
    return pruneGraph({
      name,
      inputs: this.inputs,
      outputs: renamed.map((entry) => entry.info),
      nodes: [...this.nodes, ...renamed.map((entry) => entry.node)],
      initializers: this.initializers,
      opsets: DEFAULT_OPSETS,
      metadata,
    });
  }
}
