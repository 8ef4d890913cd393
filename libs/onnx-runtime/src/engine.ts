import { AppError, InputError } from '@natiu/errors';
import { encodeModel } from '@natiu/onnx-format';
import type { CompiledGraph, CompileOptions, Graph, GraphEngine, TensorData } from '@natiu/tensor-graph';
import type { InferenceSession, Tensor } from 'onnxruntime-node';
import { createSession } from './create-session.ts';
import { explainError } from './explain-error.ts';
import { loadOnnxRuntime } from './onnxruntime.ts';
import type { OnnxRuntime } from './onnxruntime.ts';
import { createSessionOptions } from './session-options.ts';
import type { OnnxEngineOptions } from './session-options.ts';
import { checkData, createPort, unwrapTensor, wrapTensor } from './tensors.ts';
import type { Port } from './tensors.ts';
import { adaptToWebgpu } from './webgpu-graph.ts';

type Arrays = Readonly<Record<string, TensorData>>;

/** Runs graphs on ONNX Runtime. Nothing is loaded before the first `compile`. */
export function createOnnxEngine(options: OnnxEngineOptions = {}): GraphEngine {
  return {
    name: `onnx-runtime/${options.device ?? 'cpu'}`,
    compile: (graph, compileOptions = {}) => compileGraph(graph, options, compileOptions),
  };
}

/** @throws InputError when ONNX Runtime refuses the graph, EnvironmentError when the device is missing */
async function compileGraph(
  graph: Graph,
  engine: OnnxEngineOptions,
  options: CompileOptions,
): Promise<CompiledGraph> {
  const inputs = new Map(graph.inputs.map((value) => [value.name, createPort(value)]));
  const outputs = new Map(graph.outputs.map((value) => [value.name, createPort(value)]));
  const ort = await loadOnnxRuntime();
  const doing = `loading graph "${graph.name}"`;
  const runnable = engine.device === 'webgpu' ? adaptToWebgpu(graph) : graph;
  const session = await createSession(
    ort,
    encodeModel(runnable),
    createSessionOptions(engine, options),
    doing,
  );
  return new OnnxCompiledGraph({ name: graph.name, ort, session, inputs, outputs });
}

interface Parts {
  readonly name: string;
  readonly ort: OnnxRuntime;
  readonly session: InferenceSession;
  readonly inputs: ReadonlyMap<string, Port>;
  readonly outputs: ReadonlyMap<string, Port>;
}

class OnnxCompiledGraph implements CompiledGraph {
  private readonly parts: Parts;
  private released = false;

  constructor(parts: Parts) {
    this.parts = parts;
  }

  async run(feeds: Arrays, into: Arrays = {}): Promise<Record<string, TensorData>> {
    const { name, ort, session, inputs, outputs } = this.parts;
    if (this.released) throw new AppError('INTERNAL', `graph "${name}" was released and cannot run`);
    const feedTensors = wrapFeeds(ort, inputs, feeds);
    const fetchTensors = wrapFetches(ort, outputs, into);
    refuseSharedArrays(feeds, into);
    let results: InferenceSession.OnnxValueMapType;
    try {
      results = await session.run(feedTensors, fetchTensors);
    } catch (cause) {
      throw explainError(cause, `running graph "${name}"`);
    }
    const fetched: Record<string, TensorData> = {};
    for (const port of outputs.values())
      fetched[port.name] = into[port.name] ?? unwrapTensor(port, results[port.name] as Tensor);
    return fetched;
  }

  async release(): Promise<void> {
    if (this.released) return;
    this.released = true;
    await this.parts.session.release();
  }
}

function wrapFeeds(
  ort: OnnxRuntime,
  inputs: ReadonlyMap<string, Port>,
  feeds: Arrays,
): Record<string, Tensor> {
  const tensors: Record<string, Tensor> = {};
  for (const port of inputs.values()) {
    const data = feeds[port.name];
    if (data === undefined) throw new InputError(`input "${port.name}" is missing`);
    checkData(port, data, 'input');
    tensors[port.name] = wrapTensor(ort, port, data);
  }
  refuseUnknown(inputs, feeds, 'input');
  return tensors;
}

/** ONNX Runtime writes straight into given tensors; null asks it for a fresh one. */
function wrapFetches(
  ort: OnnxRuntime,
  outputs: ReadonlyMap<string, Port>,
  into: Arrays,
): Record<string, Tensor | null> {
  const tensors: Record<string, Tensor | null> = {};
  for (const port of outputs.values()) {
    const data = into[port.name];
    if (data !== undefined) checkData(port, data, 'output');
    tensors[port.name] = data === undefined ? null : wrapTensor(ort, port, data);
  }
  refuseUnknown(outputs, into, 'output');
  return tensors;
}

function refuseUnknown(ports: ReadonlyMap<string, Port>, arrays: Arrays, role: string): void {
  for (const name of Object.keys(arrays))
    if (!ports.has(name)) throw new InputError(`the graph has no ${role} "${name}"`);
}

/** An output written over an input that is still being read would be wrong without any sign of it. */
function refuseSharedArrays(feeds: Arrays, into: Arrays): void {
  const fed = new Map(Object.entries(feeds).map(([name, data]) => [data, name]));
  const seen = new Set<TensorData>();
  for (const [name, data] of Object.entries(into)) {
    const input = fed.get(data);
    if (input !== undefined)
      throw new InputError(`output "${name}" would overwrite input "${input}": give it another array`);
    if (seen.has(data)) throw new InputError(`output "${name}" shares its array with another output`);
    seen.add(data);
  }
}
