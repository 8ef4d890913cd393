import type { DataType, Graph, TensorData } from './graph.ts';

/** Runs whole graphs; `onnx-runtime` implements it on ONNX Runtime. */
export interface GraphEngine {
  readonly name: string;
  compile(graph: Graph, options?: CompileOptions): Promise<CompiledGraph>;
}

export interface CompileOptions {
  /** Threads inside one operator; default: all cores. */
  readonly threads?: number;
  /** Busy-wait between operators: faster on an idle machine, harmful on a shared one. Default true. */
  readonly spin?: boolean;
}

/** A graph that is ready to run. Shapes are static, so feeds and fetches are plain arrays. */
export interface CompiledGraph {
  /**
   * @param feeds one array per graph input, row-major, of the input's type and element count
   * @param into optional arrays that receive outputs in place of fresh ones; must not be a feed of the same call
   * @returns one array per graph output (those of `into` where given)
   * @throws InputError naming the value whose type or length does not fit
   */
  run(
    feeds: Readonly<Record<string, TensorData>>,
    into?: Readonly<Record<string, TensorData>>,
  ): Promise<Record<string, TensorData>>;
  release(): Promise<void>;
}

/** One named weight, as stored in safetensors, ONNX or a checkpoint. */
export interface NamedTensor {
  readonly dataType: DataType;
  readonly shape: readonly number[];
  readonly data: TensorData;
}
