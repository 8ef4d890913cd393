import { createOnnxEngine } from '@natiu/onnx-runtime';
import { GraphBuilder, listOperators } from '@natiu/tensor-graph';
import type { Graph } from '@natiu/tensor-graph';
import { describe, expect, it } from 'vitest';
import { createTfjsEngine } from './engine.ts';
import { arithmeticCases } from './operator-cases/arithmetic.ts';
import { arrangingCases } from './operator-cases/arranging.ts';
import type { OperatorCase } from './operator-cases/operator-case.ts';
import { spatialCases } from './operator-cases/spatial.ts';
import { createTestRandom, runOnce, worstDifference } from './test-support.ts';
import { loadTensorflow } from './tensorflow.ts';

/** Of the largest magnitude in an output; both sides compute in float32, whose rounding is 6e-8. */
const TOLERANCE = 2e-6;

/** Every operator of the graph library, with the attributes that graphs use. */
const OPERATOR_CASES = { ...arithmeticCases, ...spatialCases, ...arrangingCases };

const onnx = createOnnxEngine();
const tfjs = createTfjsEngine({ device: 'cpu' });

function prepare(given: OperatorCase): { graph: Graph; feeds: Record<string, Float32Array> } {
  const random = createTestRandom(given.name.length * 7919);
  const builder = new GraphBuilder();
  const inputs = given.inputs.map(({ shape }, i) => builder.input(`x${i}`, 'float32', shape));
  const built = given.build(inputs, builder);
  const outputs = 'builder' in built ? [built] : built;
  const graph = builder.build('one', Object.fromEntries(outputs.map((value, i) => [`y${i}`, value])));
  const feeds = Object.fromEntries(
    given.inputs.map(({ shape, draw }, i) => {
      const count = shape.reduce((product, size) => product * size, 1);
      return [`x${i}`, Float32Array.from({ length: count }, () => draw(random))];
    }),
  );
  return { graph, feeds };
}

describe('operators on TensorFlow.js', () => {
  it('are checked without exception', () => {
    expect(Object.keys(OPERATOR_CASES).sort()).toEqual(
      listOperators()
        .map(({ op }) => op)
        .sort(),
    );
  });

  describe.each(Object.entries(OPERATOR_CASES))('%s equals ONNX Runtime', (op, cases) => {
    it.each(cases.map((one) => [one.name, one] as const))(
      'on %s, and leaves no tensor behind',
      async (_, one) => {
        const { graph, feeds } = prepare(one);
        expect(graph.nodes.map((node) => node.op)).toContain(op);
        const tf = await loadTensorflow('cpu');
        const before = tf.memory().numTensors;
        const actual = await runOnce(tfjs, graph, feeds);
        expect(tf.memory().numTensors).toBe(before);
        const expected = await runOnce(onnx, graph, feeds);
        for (const { name, dataType } of graph.outputs) {
          expect(actual[name]!.constructor).toBe(expected[name]!.constructor);
          expect(actual[name]!.length).toBe(expected[name]!.length);
          const tolerance = dataType === 'float32' ? TOLERANCE : 0;
          expect(worstDifference(actual[name]!, expected[name]!)).toBeLessThanOrEqual(tolerance);
        }
      },
    );
  });
});
