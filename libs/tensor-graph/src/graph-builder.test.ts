import { InputError } from '@natiu/errors';
import { describe, expect, it } from 'vitest';
import { int } from './attributes.ts';
import * as ops from './functions.ts';
import type { Shape } from './graph.ts';
import { GraphBuilder } from './graph-builder.ts';
import { gradientsOf } from './reverse-mode.ts';
import type { Value } from './value.ts';

function floats(...shapes: Shape[]): Value[] {
  const builder = new GraphBuilder();
  return shapes.map((shape, i) => builder.input(`x${i}`, 'float32', shape));
}

const [image, filter] = floats([2, 3, 8, 7], [4, 3, 3, 3]) as [Value, Value];

describe('shape inference', () => {
  it.each<[string, Value, Shape]>([
    ['addition that broadcasts', ops.add(...(floats([2, 1, 4], [3, 1]) as [Value, Value])), [2, 3, 4]],
    ['convolution with padding', ops.conv(image, filter, { stride: 1, padding: 1 }), [2, 4, 8, 7]],
    ['convolution with stride 2', ops.conv(image, filter, { stride: 2, padding: 1 }), [2, 4, 4, 4]],
    ['pooling', ops.maxPool(image, 2, 2, 0), [2, 3, 4, 3]],
    ['upsampling', ops.upsampleTwofold(image), [2, 3, 16, 14]],
    ['reduction, kept', ops.reduceSum(image, [1, -1]), [2, 1, 8, 1]],
    ['reduction, dropped', ops.reduceMax(image, [1, -1], false), [2, 8]],
    ['slice with steps', ops.slice(image, [{ axis: 2, start: 1, end: 8, step: 3 }]), [2, 3, 3, 7]],
    ['slice past the end', ops.slice(image, [{ axis: 3, start: -2, end: 99 }]), [2, 3, 8, 2]],
    ['padding that crops', ops.pad(image, [0, 0, 1, -2], [0, 0, -3, 0]), [2, 3, 6, 5]],
    ['transposition', ops.transpose(image, [1, 0, 3, 2]), [3, 2, 7, 8]],
    ['batched product', ops.matMul(...(floats([5, 1, 2, 3], [4, 3, 6]) as [Value, Value])), [5, 4, 2, 6]],
    ['position of the largest', ops.argMax(image, 1), [2, 1, 8, 7]],
    ['ranks of the largest', ops.topKIndices(image, 4), [2, 3, 8, 4]],
    ['comparison', ops.greater(image, 0), [2, 3, 8, 7]],
  ])('knows the shape of a %s', (_name, value, shape) => {
    expect(value.shape).toEqual(shape);
  });

  it('knows the type of what operators yield', () => {
    expect(ops.greater(image, 0).dataType).toBe('bool');
    expect(ops.argMax(image, 1).dataType).toBe('int64');
    expect(ops.cast(ops.greater(image, 0), 'uint8').dataType).toBe('uint8');
    const chosen = ops.where(ops.greater(image, 0), image, image);
    expect(chosen.dataType).toBe('float32');
  });

  it.each<[string, () => unknown, RegExp]>([
    [
      'an addition',
      () => ops.add(...(floats([2, 3], [4]) as [Value, Value])),
      /^Add: Shapes \[2, 3\] and \[4\]/,
    ],
    [
      'a convolution',
      () => ops.conv(...(floats([1, 2, 4, 4], [1, 3, 1, 1]) as [Value, Value]), { stride: 1, padding: 0 }),
      /^Conv: a filter for 3 channels cannot run on an input with 2/,
    ],
    [
      'a product',
      () => ops.matMul(...(floats([2, 3], [2, 3]) as [Value, Value])),
      /^MatMul: .* do not multiply/,
    ],
    ['a product of vectors', () => ops.matMul(...(floats([3], [3]) as [Value, Value])), /at least two axes/],
    ['a new shape', () => ops.reshape(image, [2, 3]), /^Reshape: \[2, 3, 8, 7\] cannot become \[2, 3\]/],
    ['a split', () => ops.split(image, [1, 1], 1), /^Split: the parts do not add up/],
    [
      'a concatenation',
      () => ops.concat(floats([2, 3], [3, 3]), 1),
      /^Concat: \[3, 3\] does not fit \[2, 3\]/,
    ],
    ['an axis', () => ops.reduceSum(image, [4]), /^ReduceSum: Axis 4 is outside a tensor of rank 4/],
    ['a missing attribute', () => image.builder.apply('ArgMax', [image]), /^ArgMax: .*"axis"/],
    ['a missing permutation', () => image.builder.apply('Transpose', [image]), /^Transpose: .*"perm"/],
    ['an unknown operator', () => image.builder.apply('Einsum', [image]), /"Einsum" is not known/],
    [
      'a shape that is only known when it runs',
      () => image.builder.apply('Reshape', [image, floats([4])[0]!]),
      /^Reshape: The new shape must be a constant/,
    ],
  ])('refuses %s that does not fit, saying what and why', (_name, build, message) => {
    expect(build).toThrow(InputError);
    expect(build).toThrow(message);
  });

  it('refuses constants and inputs that cannot be', () => {
    const builder = new GraphBuilder();
    expect(() => builder.constant(new Float32Array(5), [2, 3], 'float32')).toThrow(/\[2, 3\] cannot hold 5/);
    builder.input('x', 'float32', [1]);
    expect(() => builder.input('x', 'float32', [2])).toThrow(/Two graph inputs are named "x"/);
  });
});

describe('build', () => {
  it('keeps only what the outputs need, in an order that can run, and every input', () => {
    const builder = new GraphBuilder();
    const x = builder.input('x', 'float32', [3]);
    builder.input('unused', 'float32', [1]);
    const kept = ops.exp(ops.mul(x, 2));
    ops.log(ops.add(x, builder.constant(Float32Array.of(1, 2, 3), [3], 'float32')));
    const graph = builder.build('pruned', { y: kept }, { note: 'a' });
    expect(graph.nodes.map((node) => node.op)).toEqual(['Mul', 'Exp', 'Identity']);
    expect(graph.initializers.map((one) => [...one.data])).toEqual([[2]]);
    expect(graph.inputs.map((one) => one.name)).toEqual(['x', 'unused']);
    expect(graph.outputs).toEqual([{ name: 'y', dataType: 'float32', shape: [3] }]);
    expect(graph.metadata).toEqual({ note: 'a' });
    expectRunnable(graph);
  });

  it('keeps a node when only its second output is needed', () => {
    const builder = new GraphBuilder();
    const [, second] = ops.split(builder.input('x', 'float32', [4]), [1, 3], 0);
    expect(builder.build('split', { second: second! }).nodes.map((node) => node.op)).toEqual([
      'Split',
      'Identity',
    ]);
  });

  it('stores equal scalars and lists of axes once', () => {
    const builder = new GraphBuilder();
    const x = builder.input('x', 'float32', [2, 2]);
    const y = ops.add(ops.mul(x, 0.5), ops.mul(ops.add(x, 0.5), 0.25));
    const sums = ops.add(ops.reduceSum(y, [1]), ops.reduceMean(x, [1]));
    expect(builder.build('shared', { sums }).initializers).toHaveLength(3);
  });
});

function expectRunnable(graph: ReturnType<GraphBuilder['build']>): void {
  const known = new Set([...graph.inputs, ...graph.initializers].map((one) => one.name));
  for (const node of graph.nodes) {
    for (const name of node.inputs) if (name !== '') expect(known).toContain(name);
    for (const name of node.outputs) known.add(name);
  }
  for (const { name } of graph.outputs) expect(known).toContain(name);
}

describe('gradientsOf', () => {
  const loss = (x: Value) => ops.reduceSum(x, [0], false);

  it('yields one gradient per parameter, of its shape, as nodes of the same graph', () => {
    const [x, w] = floats([2, 3, 6, 5], [4, 3, 3, 3]) as [Value, Value];
    const y = ops.conv(x, w, { stride: 2, padding: 1 });
    const total = ops.reduceSum(y, [0, 1, 2, 3], false);
    const [dx, dw] = gradientsOf(total, [x, w]) as [Value, Value];
    expect([dx.shape, dw.shape]).toEqual([x.shape, w.shape]);
    expectRunnable(x.builder.build('gradients', { total, dx, dw }));
  });

  it('refuses a loss that has several elements', () => {
    const [x] = floats([3]) as [Value];
    expect(() => gradientsOf(ops.exp(x), [x])).toThrow(InputError);
    expect(() => gradientsOf(ops.exp(x), [x])).toThrow(/one element/);
  });

  it('names the parameter that the loss does not depend on', () => {
    const [x, apart] = floats([3], [3]) as [Value, Value];
    expect(() => gradientsOf(loss(ops.exp(x)), [x, apart])).toThrow(/does not depend on "x1"/);
  });

  it('does not pass through operators without a derivative, nor through what is held constant', () => {
    const [x] = floats([3]) as [Value];
    expect(() => gradientsOf(loss(ops.floor(x)), [x])).toThrow(/does not depend on "x0"/);
    const held = x.builder.withoutGradient(() => ops.exp(x));
    expect(() => gradientsOf(loss(held), [x])).toThrow(/does not depend on "x0"/);
  });

  it('records again after a part without gradients, also when that part fails', () => {
    const [x] = floats([3]) as [Value];
    const failing = () => x.builder.withoutGradient(() => ops.reshape(x, [2]));
    expect(failing).toThrow(InputError);
    expect(gradientsOf(loss(ops.exp(x)), [x])[0]!.shape).toEqual([3]);
  });

  it('sums the contributions of a value that is used several times, once', () => {
    const [x] = floats([3]) as [Value];
    const shared = ops.exp(x);
    const total = loss(ops.sum([shared, ops.neg(shared), ops.mul(shared, 2)]));
    const [dx] = gradientsOf(total, [x]) as [Value];
    const { nodes } = x.builder.build('sum', { dx });
    const sums = nodes.filter((node) => node.op === 'Sum');
    expect(sums.map((node) => node.inputs.length)).toEqual([3]);
  });

  it('builds no gradient for what needs none', () => {
    const [x, w] = floats([1, 2, 4, 4], [3, 2, 3, 3]) as [Value, Value];
    const total = ops.reduceSum(ops.conv(x, w, { stride: 2, padding: 1 }), [0, 1, 2, 3], false);
    gradientsOf(total, [w]);
    const everything = x.builder.build('all', { total });
    expect(everything.nodes.map((node) => node.op)).not.toContain('ConvTranspose');
    const before = x.builder.tape.length;
    gradientsOf(total, [w]);
    expect(x.builder.tape).toHaveLength(before);
  });

  it('refuses to differentiate a slice that skips elements', () => {
    const [x] = floats([6]) as [Value];
    const every = ops.slice(x, [{ axis: 0, start: 0, end: 6, step: 2 }]);
    expect(() => gradientsOf(loss(every), [x])).toThrow(/steps cannot be differentiated/);
  });

  it('names a value whose derivative has the wrong shape', () => {
    const [x] = floats([3]) as [Value];
    const [y] = x.builder.composite(
      [x],
      () => [ops.exp(x)],
      ([gradient]) => [ops.reshape(gradient!, [3, 1])],
    );
    expect(() => gradientsOf(loss(y!), [x])).toThrow(/gradient of "x0" has shape \[3, 1\], not \[3\]/);
  });
});

describe('attributes', () => {
  it('are kept as given', () => {
    const [x] = floats([2, 2]) as [Value];
    const y = x.builder.apply('Softmax', [x], { axis: int(0) });
    const node = x.builder.build('attributes', { y }).nodes[0]!;
    expect(node.attributes).toEqual({ axis: { kind: 'int', value: 0 } });
  });
});
