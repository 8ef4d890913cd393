import { batchNormInTraining, ops } from '@natiu/tensor-graph';
import type { Shape, Value } from '@natiu/tensor-graph';
import { anywhere, apart, input, positive } from './gradient-check.ts';
import type { GradientCase, TrialInput } from './gradient-check.ts';

type Build = GradientCase['build'];
const make = (name: string, inputs: readonly TrialInput[], build: Build): GradientCase => ({
  name,
  inputs,
  build,
});

const SHAPE = [2, 3, 4];
/** Pairs of shapes that broadcast: neither, right, left, both, and a scalar on each side. */
const PAIRS: readonly (readonly [Shape, Shape])[] = [
  [SHAPE, SHAPE],
  [SHAPE, [4]],
  [[3, 1], SHAPE],
  [
    [2, 1, 4],
    [3, 1],
  ],
  [[], SHAPE],
  [SHAPE, []],
];

type Draws = readonly [TrialInput['draw'], TrialInput['draw']];

function pairs(op: string, draws: Draws): GradientCase[] {
  return PAIRS.map(([a, b]) =>
    make(`${op} of [${a.join()}] and [${b.join()}]`, [input(a, draws[0]), input(b, draws[1])], ([x, y]) =>
      x!.builder.apply(op, [x, y]),
    ),
  );
}

function single(op: string, draw: TrialInput['draw'] = anywhere): GradientCase[] {
  return [make(op, [input(SHAPE, draw)], ([x]) => x!.builder.apply(op, [x]))];
}

interface ConvTrial {
  readonly x: Shape;
  readonly weight: Shape;
  readonly stride?: number;
  readonly padding?: number;
  readonly bias?: boolean;
}

function convolution(
  name: string,
  { x, weight, stride = 1, padding = 0, bias = false }: ConvTrial,
): GradientCase {
  const inputs = [input(x), input(weight), ...(bias ? [input([weight[0]!])] : [])];
  return make(`Conv ${name}`, inputs, ([image, filter, shift]) =>
    ops.conv(image!, filter!, { stride, padding }, shift),
  );
}

/** Large maps sum products over the batch; small ones with many channels multiply one flat matrix. */
const CONVOLUTIONS: readonly GradientCase[] = [
  convolution('1x1 on a large map', { x: [2, 3, 5, 4], weight: [4, 3, 1, 1], bias: true }),
  convolution('1x1 on a small map', { x: [2, 12, 1, 2], weight: [10, 12, 1, 1] }),
  convolution('1x1 with stride 2', { x: [2, 2, 5, 4], weight: [3, 2, 1, 1], stride: 2 }),
  convolution('3x3 on a large map', { x: [2, 2, 6, 7], weight: [3, 2, 3, 3], padding: 1, bias: true }),
  convolution('3x3 on a small map', { x: [2, 8, 2, 2], weight: [7, 8, 3, 3], padding: 1 }),
  convolution('3x3 without padding', { x: [1, 2, 6, 5], weight: [2, 2, 3, 3] }),
  convolution('3x3 with stride 2, even', {
    x: [2, 2, 6, 8],
    weight: [3, 2, 3, 3],
    stride: 2,
    padding: 1,
    bias: true,
  }),
  convolution('3x3 with stride 2, odd', { x: [2, 2, 7, 5], weight: [3, 2, 3, 3], stride: 2, padding: 1 }),
  convolution('3x3 with stride 2, odd and even', {
    x: [1, 2, 7, 6],
    weight: [3, 2, 3, 3],
    stride: 2,
    padding: 1,
  }),
  convolution('3x3 with stride 2 on a small map', {
    x: [2, 8, 4, 4],
    weight: [7, 8, 3, 3],
    stride: 2,
    padding: 1,
  }),
  convolution('3x3 with stride 2 on a small odd map', {
    x: [2, 8, 3, 3],
    weight: [7, 8, 3, 3],
    stride: 2,
    padding: 1,
  }),
  convolution('5x5', { x: [1, 2, 6, 5], weight: [2, 2, 5, 5], padding: 2 }),
  convolution('2x2 with stride 2', { x: [1, 2, 6, 4], weight: [2, 2, 2, 2], stride: 2 }),
  convolution('3x3 with stride 3', { x: [1, 2, 8, 7], weight: [2, 2, 3, 3], stride: 3 }),
];

function reductions(op: 'ReduceSum' | 'ReduceMean' | 'ReduceSumSquare'): GradientCase[] {
  const reduce = {
    ReduceSum: ops.reduceSum,
    ReduceMean: ops.reduceMean,
    ReduceSumSquare: ops.reduceSumSquare,
  }[op];
  return [
    make(`${op} over one axis, kept`, [input(SHAPE)], ([x]) => reduce(x!, [1])),
    make(`${op} over two axes, dropped`, [input(SHAPE)], ([x]) => reduce(x!, [0, -1], false)),
    make(`${op} over everything`, [input(SHAPE)], ([x]) => reduce(x!, [0, 1, 2], false)),
  ];
}

function choice(x: Value, shape: Shape): Value {
  const count = shape.reduce((product, size) => product * size, 1);
  return x.builder.constant(
    Uint8Array.from({ length: count }, (_, i) => ((i * 5) % 3) & 1),
    shape,
    'bool',
  );
}

const range = (axis: number, start: number, end: number, step?: number) => ({ axis, start, end, step });

/** Cases by the operator that they check. */
export const OPERATOR_CASES: Readonly<Record<string, readonly GradientCase[]>> = {
  Add: pairs('Add', [anywhere, anywhere]),
  Sub: pairs('Sub', [anywhere, anywhere]),
  Mul: pairs('Mul', [anywhere, anywhere]),
  Div: pairs('Div', [anywhere, positive]),
  Min: pairs('Min', [apart(0.02), apart(0.04)]),
  Max: pairs('Max', [apart(0.02), apart(0.04)]),
  Sum: [
    make('Sum of three that broadcast', [input(SHAPE), input([4]), input([3, 1])], ([x, y, z]) =>
      ops.sum([x!, y!, z!]),
    ),
  ],
  Neg: single('Neg'),
  Sqrt: single('Sqrt', positive),
  Exp: single('Exp'),
  Log: single('Log', positive),
  Reciprocal: single('Reciprocal', positive),
  Atan: single('Atan'),
  Sigmoid: single('Sigmoid'),
  Softplus: single('Softplus'),
  Relu: single('Relu', apart()),
  Identity: single('Identity'),
  Where: [
    make('Where of equal shapes', [input(SHAPE), input(SHAPE)], ([x, y]) =>
      ops.where(choice(x!, SHAPE), x!, y!),
    ),
    make('Where that broadcasts', [input([4]), input([3, 1])], ([x, y]) =>
      ops.where(choice(x!, [2, 3, 4]), x!, y!),
    ),
    make('Where of a scalar', [input([]), input([3, 4])], ([x, y]) => ops.where(choice(x!, [3, 1]), x!, y!)),
  ],
  MatMul: [
    make('MatMul of matrices', [input([3, 4]), input([4, 5])], ([x, y]) => ops.matMul(x!, y!)),
    make('MatMul of batches', [input([2, 3, 4]), input([2, 4, 2])], ([x, y]) => ops.matMul(x!, y!)),
    make('MatMul of a batch and a matrix', [input([2, 3, 4]), input([4, 2])], ([x, y]) => ops.matMul(x!, y!)),
    make('MatMul of a matrix and a batch', [input([3, 4]), input([2, 4, 2])], ([x, y]) => ops.matMul(x!, y!)),
    make('MatMul of batches that broadcast', [input([2, 1, 3, 4]), input([3, 4, 2])], ([x, y]) =>
      ops.matMul(x!, y!),
    ),
  ],
  Conv: CONVOLUTIONS,
  MaxPool: [
    make('MaxPool 5x5, same size', [input([2, 2, 6, 7], apart())], ([x]) => ops.maxPool(x!, 5, 1, 2)),
    make('MaxPool 2x2 with stride 2', [input([1, 3, 6, 4], apart())], ([x]) => ops.maxPool(x!, 2, 2, 0)),
  ],
  Resize: [make('Resize twofold', [input([2, 3, 2, 3])], ([x]) => ops.upsampleTwofold(x!))],
  Reshape: [make('Reshape', [input(SHAPE)], ([x]) => ops.reshape(x!, [6, 4]))],
  Transpose: [
    make('Transpose of three axes', [input(SHAPE)], ([x]) => ops.transpose(x!, [2, 0, 1])),
    make('Transpose of four axes', [input([2, 3, 4, 2])], ([x]) => ops.transpose(x!, [1, 3, 2, 0])),
  ],
  Concat: [
    make('Concat of unequal parts', [input([2, 3, 1]), input([2, 1, 1]), input([2, 2, 1])], (parts) =>
      ops.concat(parts, 1),
    ),
    make('Concat on the last axis, counted from the end', [input([2, 3]), input([2, 2])], (parts) =>
      ops.concat(parts, -1),
    ),
  ],
  Split: [
    make('Split with all parts used', [input([2, 6])], ([x]) => ops.split(x!, [1, 2, 3], 1)),
    make('Split with parts left unused', [input([2, 6, 2])], ([x]) => ops.split(x!, [1, 2, 3], 1)[1]!),
    make('Split on an axis counted from the end', [input([2, 5])], ([x]) => ops.split(x!, [2, 3], -1)[0]!),
  ],
  Slice: [
    make('Slice of a middle part', [input([4, 5])], ([x]) => ops.slice(x!, [range(0, 1, 3), range(1, 2, 5)])),
    make('Slice counted from the end', [input([4, 5])], ([x]) => ops.slice(x!, [range(-1, -3, -1)])),
    make('Slice that reverses one axis', [input([4, 5])], ([x]) => ops.flip(x!, [1])),
    make('Slice that reverses two axes', [input([2, 3, 3])], ([x]) => ops.flip(x!, [1, 2])),
    make('Slice that reverses one axis and crops another', [input([4, 5])], ([x]) =>
      ops.slice(x!, [range(0, -1, -5, -1), range(1, 1, 4)]),
    ),
  ],
  Pad: [
    make('Pad at both ends', [input([2, 3])], ([x]) => ops.pad(x!, [0, 2], [1, 1])),
    make('Pad that crops', [input([4, 5])], ([x]) => ops.pad(x!, [-1, 0], [0, -2])),
    make('Pad at one end, crop at the other', [input([4, 5])], ([x]) => ops.pad(x!, [-1, 1], [1, -1])),
  ],
  Expand: [
    make('Expand of an axis of size 1', [input([2, 1, 3])], ([x]) => ops.expand(x!, [2, 4, 3])),
    make('Expand to more axes', [input([3])], ([x]) => ops.expand(x!, [2, 4, 3])),
  ],
  Softmax: [
    make('Softmax on the last axis', [input(SHAPE)], ([x]) => ops.softmax(x!, -1)),
    make('Softmax on an inner axis', [input([2, 4, 5, 3])], ([x]) => ops.softmax(x!, 2)),
    make('Softmax on the first axis', [input([4, 3])], ([x]) => ops.softmax(x!, 0)),
  ],
  LogSoftmax: [
    make('LogSoftmax on the last axis', [input(SHAPE)], ([x]) => ops.logSoftmax(x!, -1)),
    make('LogSoftmax on an inner axis', [input([2, 4, 5, 3])], ([x]) => ops.logSoftmax(x!, 2)),
  ],
  ReduceSum: reductions('ReduceSum'),
  ReduceMean: reductions('ReduceMean'),
  ReduceSumSquare: reductions('ReduceSumSquare'),
};

/** Functions made of several operators, and values that are used more than once. */
export const COMPOSITE_CASES: readonly GradientCase[] = [
  make(
    'batch norm in training',
    [input([3, 2, 3, 4]), input([2], positive), input([2])],
    ([x, scale, shift]) => {
      const { y } = batchNormInTraining(x!, scale!, shift!, 1e-3);
      return ops.mul(y, y);
    },
  ),
  make(
    'batch norm of a convolution, then SiLU',
    [input([2, 2, 4, 4]), input([3, 2, 3, 3]), input([3])],
    (inputs) => {
      const [x, weight, shift] = inputs as readonly [Value, Value, Value];
      const raw = ops.conv(x, weight, { stride: 1, padding: 1 });
      const ones = x.builder.constant(new Float32Array(3).fill(1), [3], 'float32');
      return ops.silu(batchNormInTraining(raw, ones, shift, 1e-3).y);
    },
  ),
  make('silu', [input(SHAPE)], ([x]) => ops.silu(x!)),
  make('logistic', [input(SHAPE)], ([x]) => ops.logistic(x!)),
  make('square', [input(SHAPE)], ([x]) => ops.square(x!)),
  make('a value used three times', [input(SHAPE), input([4])], ([x, y]) => {
    const product = ops.mul(x!, y!);
    return [ops.exp(product), ops.add(ops.mul(product, x!), product)];
  }),
  make('an input used on both sides', [input([3, 3])], ([x]) =>
    ops.matMul(x!, ops.add(x!, ops.transpose(x!, [1, 0]))),
  ),
  make('part of a value stops the gradient', [input(SHAPE, positive)], ([x]) => {
    // Constant to the gradient, and constant under these small steps as well.
    const whole = x!.builder.withoutGradient(() => ops.floor(ops.mul(x!, 1e-3)));
    return ops.mul(x!, ops.add(whole, 2));
  }),
];
