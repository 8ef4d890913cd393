import type { Graph, GraphEngine, TensorData } from '@natiu/tensor-graph';

/** What checks run on. */
export interface VerifyMachine {
  readonly engine: GraphEngine;
  readonly threads: number;
}

type Arrays = Readonly<Record<string, TensorData>>;
export type Outputs = Readonly<Record<string, ArrayLike<number>>>;

/** Compiles a graph, hands it to `use` as a function, and frees it in the end. */
export async function withGraph<T>(
  machine: VerifyMachine,
  graph: Graph,
  use: (run: (feeds: Arrays) => Promise<Outputs>) => Promise<T>,
): Promise<T> {
  // Busy waiting gains nothing for single runs and would slow down whatever else runs.
  const compiled = await machine.engine.compile(graph, { threads: machine.threads, spin: false });
  try {
    return await use(async (feeds) => (await compiled.run(feeds)) as Outputs);
  } finally {
    await compiled.release();
  }
}
