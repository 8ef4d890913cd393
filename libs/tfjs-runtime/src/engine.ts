import { AppError } from '@natiu/errors';
import type { CompiledGraph, CompileOptions, Graph, GraphEngine, TensorData } from '@natiu/tensor-graph';
import { planGraph } from './plan.ts';
import type { Plan } from './plan.ts';
import { runPlan } from './run-plan.ts';
import type { Values } from './run-plan.ts';
import { loadTensorflow } from './tensorflow.ts';
import type { TfjsDevice } from './tensorflow.ts';
import { checkArrays, checkPorts, fromTensor, refuseSharedArrays, toTensor } from './tensors.ts';

type Arrays = Readonly<Record<string, TensorData>>;

export interface TfjsEngineOptions {
  /** Default `gpu`: the native library. `cpu` is plain JavaScript, for checks. */
  readonly device?: TfjsDevice;
}

/** Runs graphs on TensorFlow.js, operator by operator. Nothing is loaded before the first `compile`. */
export function createTfjsEngine(options: TfjsEngineOptions = {}): GraphEngine {
  const device = options.device ?? 'gpu';
  return {
    name: `tfjs/${device}`,
    compile: (graph, _options?: CompileOptions) => compileGraph(graph, device),
  };
}

/**
 * Threads and spinning are the native library's own business: compile options have no effect here.
 * @throws InputError naming a node without a TensorFlow.js form, EnvironmentError when the library is missing
 */
async function compileGraph(graph: Graph, device: TfjsDevice): Promise<CompiledGraph> {
  checkPorts(graph.inputs, graph.outputs);
  const plan = planGraph(graph);
  const tf = await loadTensorflow(device);
  const weights: Values = new Map();
  for (const one of plan.weights) weights.set(one.name, toTensor(tf, one, one.data));
  return new TfjsCompiledGraph(graph, { device, plan, weights });
}

interface Parts {
  readonly device: TfjsDevice;
  readonly plan: Plan;
  readonly weights: Values;
}

class TfjsCompiledGraph implements CompiledGraph {
  private readonly graph: Graph;
  private readonly parts: Parts;
  private released = false;

  constructor(graph: Graph, parts: Parts) {
    this.graph = graph;
    this.parts = parts;
  }

  async run(feeds: Arrays, into: Arrays = {}): Promise<Record<string, TensorData>> {
    const { graph, parts } = this;
    if (this.released) throw new AppError('INTERNAL', `graph "${graph.name}" was released and cannot run`);
    checkArrays(graph.inputs, feeds, 'input');
    checkArrays(graph.outputs, into, 'output');
    refuseSharedArrays(feeds, into);
    const tf = await loadTensorflow(parts.device);
    const values: Values = new Map();
    try {
      for (const input of graph.inputs)
        values.set(input.name, toTensor(tf, input, feeds[input.name] as TensorData));
      runPlan(tf, parts.plan, parts.weights, values);
      const fetched: Record<string, TensorData> = {};
      for (const output of graph.outputs) {
        const tensor = values.get(output.name) ?? parts.weights.get(output.name);
        if (!tensor) throw new AppError('INTERNAL', `nothing produced the output "${output.name}"`);
        fetched[output.name] = await fromTensor(output, tensor, into[output.name]);
      }
      return fetched;
    } finally {
      for (const tensor of values.values()) tensor.dispose();
    }
  }

  async release(): Promise<void> {
    if (this.released) return;
    this.released = true;
    for (const tensor of this.parts.weights.values()) tensor.dispose();
  }
}
