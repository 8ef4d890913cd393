import type { GraphEngine, Graph, TensorData } from '@natiu/tensor-graph';

/** Deterministic uniform numbers in [0, 1): Lehmer's generator, modulus 2^31 - 1. For tests. */
export function createTestRandom(seed: number): () => number {
  let state = (seed % 2147483646) + 1;
  return () => (state = (state * 48271) % 2147483647) / 2147483647;
}

/** Compiles, runs once and releases. For tests. */
export async function runOnce(
  engine: GraphEngine,
  graph: Graph,
  feeds: Readonly<Record<string, TensorData>>,
): Promise<Record<string, TensorData>> {
  const compiled = await engine.compile(graph, { threads: 1, spin: false });
  return compiled.run(feeds).finally(() => compiled.release());
}

/** Largest difference, relative to the largest magnitude of `expected`; infinite where one is not a number. For tests. */
export function worstDifference(actual: TensorData, expected: TensorData): number {
  let worst = 0;
  let scale = 0;
  for (let i = 0; i < expected.length; i += 1) {
    const difference = Math.abs(Number(actual[i]) - Number(expected[i]));
    worst = Math.max(worst, Number.isNaN(difference) ? Infinity : difference);
    scale = Math.max(scale, Math.abs(Number(expected[i])));
  }
  return worst === 0 ? 0 : worst / scale;
}
