import { describe, expect, it } from 'vitest';
import { ints } from './attributes.ts';
import * as ops from './functions.ts';
import { GraphBuilder } from './graph-builder.ts';
import { replaceOperators } from './replace-operators.ts';
import { gradientsOf } from './reverse-mode.ts';

const outputsOf = (graph: { nodes: readonly { op: string; outputs: readonly string[] }[] }, op: string) =>
  graph.nodes.filter((node) => node.op === op).map(({ outputs }) => outputs.length);

describe('pruneGraph', () => {
  it("drops a pool's places where nothing reads them, and keeps them for the gradient", () => {
    const forward = new GraphBuilder();
    const x = forward.input('x', 'float32', [1, 2, 4, 4]);
    expect(outputsOf(forward.build('forward', { y: ops.maxPool(x, 2, 2, 0) }), 'MaxPool')).toEqual([1]);

    const both = new GraphBuilder();
    const z = both.input('x', 'float32', [1, 2, 4, 4]);
    const loss = ops.reduceSum(ops.maxPool(z, 2, 2, 0), [0, 1, 2, 3], false);
    const [gradient] = gradientsOf(loss, [z]);
    expect(outputsOf(both.build('both', { gradient: gradient! }), 'MaxPool')).toEqual([2]);
  });

  it('keeps outputs that ONNX does not let be left out', () => {
    const builder = new GraphBuilder();
    const x = builder.input('x', 'float32', [6]);
    const [first] = ops.split(x, [2, 4], 0);
    const graph = builder.build('kept', { best: ops.topKIndices(first!, 1) });
    expect(outputsOf(graph, 'TopK')).toEqual([2]);
    expect(outputsOf(graph, 'Split')).toEqual([2]);
  });
});

describe('replaceOperators', () => {
  const builder = new GraphBuilder();
  const x = builder.input('x', 'float32', [2, 3]);
  const pair = ops.split(ops.relu(x), [1, 2], 1);
  const graph = builder.build('plain', { y: ops.mul(pair[1]!, 2) }, { classes: '5' });

  it('copies what it is not told to replace', () => {
    const copy = replaceOperators(graph, {});
    expect(copy).toMatchObject({ name: 'plain', inputs: graph.inputs, outputs: graph.outputs });
    expect(copy).toMatchObject({ opsets: graph.opsets, metadata: graph.metadata });
    expect(copy.nodes.map(({ op }) => op)).toEqual([...graph.nodes.map(({ op }) => op), 'Identity']);
  });

  it('tells a replacement what its node has, and takes its values instead', () => {
    const seen: unknown[] = [];
    const replaced = replaceOperators(graph, {
      Split: ({ inputs, attributes, wanted }) => {
        seen.push(
          inputs.map((input) => input?.shape),
          attributes['axis'],
          wanted,
        );
        return [inputs[0]!, ops.transpose(ops.reshape(inputs[0]!, [3, 2]), [1, 0])].map((value) =>
          ops.slice(value, [{ axis: 1, start: 0, end: 2 }]),
        );
      },
    });
    expect(seen).toEqual([[[2, 3], [2]], { kind: 'int', value: 1 }, [false, true]]);
    expect(replaced.nodes.map(({ op }) => op)).not.toContain('Split');
    expect(replaced.outputs).toEqual(graph.outputs);
    expect(replaced.nodes.find(({ op }) => op === 'Transpose')?.attributes).toEqual({ perm: ints([1, 0]) });
  });
});
