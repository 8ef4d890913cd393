import { gradientsOf, GraphBuilder, listOperators, ops } from '@natiu/tensor-graph';
import { describe, expect, it } from 'vitest';
import { createOnnxEngine } from './engine.ts';
import { COMPOSITE_CASES, OPERATOR_CASES } from './gradient-cases.ts';
import { checkGradient, input } from './gradient-check.ts';

/** Far above float32 rounding in these cases (below 5e-4), far below any wrong term or factor. */
const TOLERANCE = 2e-3;

const differentiable = listOperators().filter((operator) => operator.differentiable);

describe('gradients', () => {
  it('are checked for every operator that has one', () => {
    expect(Object.keys(OPERATOR_CASES).sort()).toEqual(differentiable.map(({ op }) => op).sort());
  });

  describe.each(Object.entries(OPERATOR_CASES))('of %s', (op, cases) => {
    it.each(cases.map((one) => [one.name, one] as const))(
      'equal central differences: %s',
      async (_name, one) => {
        const { graph, worst } = await checkGradient(one);
        expect(graph.nodes.map((node) => node.op)).toContain(op);
        expect(worst).toBeLessThan(TOLERANCE);
      },
    );
  });

  it.each(COMPOSITE_CASES.map((one) => [one.name, one] as const))(
    'equal central differences: %s',
    async (_name, one) => {
      expect((await checkGradient(one)).worst).toBeLessThan(TOLERANCE);
    },
  );

  it('that are wrong are noticed', async () => {
    const wrongly = (factor: number) => ({
      name: 'a derivative that is off by a factor',
      inputs: [input([2, 3])],
      build: ([x]: Parameters<(typeof COMPOSITE_CASES)[number]['build']>[0]) =>
        x!.builder.composite(
          [x!],
          () => [ops.mul(x!, 3)],
          ([gradient]) => [ops.mul(gradient!, factor)],
        ),
    });
    expect((await checkGradient(wrongly(3))).worst).toBeLessThan(TOLERANCE);
    expect((await checkGradient(wrongly(3.05))).worst).toBeGreaterThan(TOLERANCE);
    expect((await checkGradient(wrongly(0))).worst).toBeGreaterThan(TOLERANCE);
  });

  it('of equal sides of a maximum are shared by both', async () => {
    const builder = new GraphBuilder();
    const a = builder.input('a', 'float32', [3]);
    const b = builder.input('b', 'float32', [3]);
    const loss = ops.reduceSum(ops.maximum(a, b), [0], false);
    const [da, db] = gradientsOf(loss, [a, b]) as [typeof a, typeof b];
    const graph = await createOnnxEngine().compile(builder.build('ties', { da, db }), { threads: 1 });
    const out = await graph.run({ a: Float32Array.of(1, 2, 3), b: Float32Array.of(2, 2, 2) });
    await graph.release();
    expect([...(out['da'] as Float32Array)]).toEqual([0, 0.5, 1]);
    expect([...(out['db'] as Float32Array)]).toEqual([1, 0.5, 0]);
  });
});
