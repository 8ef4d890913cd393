import { batchNormInEvaluation, int, ints, ops } from '@natiu/tensor-graph';
import type { GraphBuilder, Shape, Value } from '@natiu/tensor-graph';

/** Numbers of one input. For tests. */
export type Draw = (random: () => number) => number;

/** Uniform in [-3, 3). */
export const anywhere: Draw = (random) => 6 * random() - 3;
const positive: Draw = (random) => 0.25 + 2 * random();
/** Few distinct numbers: many ties. */
const tied: Draw = (random) => Math.floor(4 * random()) / 2;

/** A small graph around one operator: inputs x0, x1, ... For tests. */
export interface OperatorCase {
  readonly name: string;
  readonly inputs: readonly { readonly shape: Shape; readonly draw: Draw }[];
  build(inputs: readonly Value[], builder: GraphBuilder): Value | readonly Value[];
}

type Build = OperatorCase['build'];

function one(name: string, shapes: readonly Shape[], build: Build, draw: Draw = anywhere): OperatorCase {
  return { name, inputs: shapes.map((shape) => ({ shape, draw })), build };
}

const SHAPE = [2, 3, 4];
/** Equal, broadcast to the right, to the left, both ways, scalars, and five axes. */
const PAIRS: readonly (readonly [Shape, Shape])[] = [
  [SHAPE, SHAPE],
  [SHAPE, [4]],
  [[3, 1], SHAPE],
  [
    [2, 1, 4],
    [3, 1],
  ],
  [[], SHAPE],
  [
    [1, 2, 3, 1, 2],
    [2, 1, 1, 4, 1],
  ],
];

const pairs = (op: string, draw: Draw = anywhere) =>
  PAIRS.map(([a, b]) =>
    one(`[${a.join()}] and [${b.join()}]`, [a, b], ([x, y]) => x!.builder.apply(op, [x, y]), draw),
  );
const single = (op: string, draw: Draw = anywhere) => [
  one('any shape', [SHAPE], ([x]) => x!.builder.apply(op, [x]), draw),
  one('a scalar', [[]], ([x]) => x!.builder.apply(op, [x]), draw),
];
const severalOf = (op: string) =>
  one('three that broadcast', [SHAPE, [4], [3, 1]], (all, b) => b.apply(op, all));

function reductions(op: 'reduceSum' | 'reduceMean' | 'reduceSumSquare' | 'reduceMax' | 'reduceMin') {
  const reduce = ops[op];
  return [
    one('one axis, kept', [SHAPE], ([x]) => reduce(x!, [1])),
    one('the outer axes, dropped', [SHAPE], ([x]) => reduce(x!, [0, -1], false)),
    one('everything', [SHAPE], ([x]) => reduce(x!, [0, 1, 2], false)),
    one('two of eight axes', [[2, 1, 3, 1, 2, 2, 3, 2]], ([x]) => reduce(x!, [5, 7], false)),
    one('a vector', [[7]], ([x]) => reduce(x!, [0], false)),
  ];
}

interface Convolved {
  readonly x: Shape;
  readonly weight: Shape;
  readonly stride?: number;
  readonly padding?: number;
  readonly bias?: boolean;
}

function convolution(name: string, { x, weight, stride = 1, padding = 0, bias }: Convolved): OperatorCase {
  return one(name, [x, weight, ...(bias ? [[weight[0]!]] : [])], ([image, filter, shift]) =>
    ops.conv(image!, filter!, { stride, padding }, shift),
  );
}

/** As the gradient of a convolution emits it. */
function transposed(
  name: string,
  x: Shape,
  weight: Shape,
  geometry: { stride: number; padding: number; extra: number[] },
) {
  const { stride, padding, extra } = geometry;
  return one(name, [x, weight], ([gradient, filter], builder) =>
    builder.apply('ConvTranspose', [gradient, filter], {
      kernel_shape: ints(weight.slice(2)),
      strides: ints([stride, stride]),
      pads: ints([padding, padding, padding, padding]),
      output_padding: ints(extra),
    }),
  );
}

function pool(name: string, shape: Shape, [kernel, stride, padding]: [number, number, number], draw?: Draw) {
  return one(
    name,
    [shape],
    ([x], builder) =>
      builder.applyMany('MaxPool', [x], {
        kernel_shape: ints([kernel, kernel]),
        strides: ints([stride, stride]),
        pads: ints([padding, padding, padding, padding]),
      }),
    draw,
  );
}

const whole = (builder: GraphBuilder, values: readonly number[], shape: Shape) =>
  builder.constant(BigInt64Array.from(values, BigInt), shape, 'int64');
const floats = (builder: GraphBuilder, values: readonly number[], shape: Shape) =>
  builder.constant(Float32Array.from(values), shape, 'float32');
const range = (axis: number, start: number, end: number, step?: number) => ({ axis, start, end, step });

/** Cases by the operator that they check: every operator of the graph library, with the attributes that graphs use. */
export const OPERATOR_CASES: Readonly<Record<string, readonly OperatorCase[]>> = {
  Add: pairs('Add'),
  Sub: pairs('Sub'),
  Mul: pairs('Mul'),
  Div: pairs('Div', positive),
  Min: [...pairs('Min'), severalOf('Min')],
  Max: [...pairs('Max'), severalOf('Max')],
  Sum: [severalOf('Sum'), one('a single one', [SHAPE], ([x], b) => b.apply('Sum', [x]))],
  Greater: pairs('Greater', tied),
  Less: pairs('Less', tied),
  Equal: [
    ...pairs('Equal', tied),
    one('whole numbers', [[2, 3, 4]], ([x], b) =>
      ops.equal(ops.argMax(x!, 1), whole(b, [0, 1, 2], [1, 3, 1])),
    ),
  ],
  Neg: single('Neg'),
  Sqrt: single('Sqrt', positive),
  Exp: single('Exp'),
  Log: single('Log', positive),
  Reciprocal: single('Reciprocal', positive),
  Atan: single('Atan'),
  Floor: single('Floor'),
  Sigmoid: single('Sigmoid'),
  Softplus: [...single('Softplus'), one('far from zero', [[6]], ([x]) => ops.softplus(ops.mul(x!, 40)))],
  Relu: single('Relu'),
  Identity: single('Identity'),
  Where: [
    one('equal shapes', [SHAPE, SHAPE], ([x, y]) => ops.where(ops.greater(x!, y!), x!, y!)),
    one('all three broadcast', [[3, 1], [4], [2, 1, 1]], ([c, x, y]) =>
      ops.where(ops.greater(c!, 0), x!, y!),
    ),
  ],
  Cast: [
    one('truth to float', [SHAPE], ([x]) => ops.cast(ops.greater(x!, 0), 'float32')),
    one('float to whole numbers, towards zero', [SHAPE], ([x]) => [
      ops.cast(x!, 'int64'),
      ops.cast(x!, 'int32'),
    ]),
    one('float to truth', [SHAPE], ([x]) => ops.cast(x!, 'bool'), tied),
    one('whole numbers to float', [SHAPE], ([x]) => ops.cast(ops.argMax(x!, 2), 'float32')),
  ],
  MatMul: [
    one(
      'matrices',
      [
        [3, 4],
        [4, 5],
      ],
      ([x, y]) => ops.matMul(x!, y!),
    ),
    one(
      'batches',
      [
        [2, 3, 4],
        [2, 4, 2],
      ],
      ([x, y]) => ops.matMul(x!, y!),
    ),
    one(
      'a batch and a matrix',
      [
        [2, 3, 4],
        [4, 2],
      ],
      ([x, y]) => ops.matMul(x!, y!),
    ),
    one(
      'a matrix and a batch',
      [
        [3, 4],
        [2, 4, 2],
      ],
      ([x, y]) => ops.matMul(x!, y!),
    ),
    one(
      'batches that broadcast',
      [
        [2, 1, 3, 4],
        [3, 4, 2],
      ],
      ([x, y]) => ops.matMul(x!, y!),
    ),
  ],
  Conv: [
    convolution('1x1', { x: [2, 3, 5, 4], weight: [4, 3, 1, 1] }),
    convolution('1x1 with bias', { x: [2, 3, 5, 4], weight: [4, 3, 1, 1], bias: true }),
    convolution('1x1 with stride 2', { x: [2, 2, 5, 4], weight: [3, 2, 1, 1], stride: 2 }),
    convolution('3x3 of the same size', { x: [2, 2, 6, 7], weight: [3, 2, 3, 3], padding: 1, bias: true }),
    convolution('3x3 without padding', { x: [1, 2, 6, 5], weight: [2, 2, 3, 3] }),
    convolution('3x3 with stride 2, even', { x: [2, 2, 6, 8], weight: [3, 2, 3, 3], stride: 2, padding: 1 }),
    convolution('3x3 with stride 2, odd', { x: [2, 2, 7, 5], weight: [3, 2, 3, 3], stride: 2, padding: 1 }),
    convolution('5x5', { x: [1, 2, 6, 5], weight: [2, 2, 5, 5], padding: 2 }),
  ],
  ConvTranspose: [
    transposed('to an even size', [2, 3, 3, 4], [3, 2, 3, 3], { stride: 2, padding: 1, extra: [1, 1] }),
    transposed('to an odd and an even size', [1, 3, 3, 4], [3, 2, 3, 3], {
      stride: 2,
      padding: 1,
      extra: [0, 1],
    }),
    transposed('without padding', [1, 2, 3, 2], [2, 3, 2, 2], { stride: 2, padding: 0, extra: [0, 0] }),
    transposed('with stride 3', [1, 2, 2, 2], [2, 2, 3, 3], { stride: 3, padding: 0, extra: [2, 1] }),
  ],
  BatchNormalization: [
    {
      name: 'given statistics',
      inputs: [
        { shape: [2, 3, 4, 2], draw: anywhere },
        { shape: [3], draw: anywhere },
        { shape: [3], draw: anywhere },
        { shape: [3], draw: anywhere },
        { shape: [3], draw: positive },
      ],
      build: ([x, scale, shift, mean, variance]) =>
        batchNormInEvaluation(x!, { scale: scale!, shift: shift!, mean: mean!, variance: variance! }, 1e-3),
    },
  ],
  MaxPool: [
    pool('5x5 of the same size, with positions', [2, 2, 6, 7], [5, 1, 2]),
    pool('of negative numbers beside padding', [1, 1, 4, 4], [5, 1, 2], (random) => -1 - random()),
    pool('with ties: the first wins', [2, 2, 5, 5], [5, 1, 2], tied),
    pool('2x2 with stride 2', [1, 3, 6, 4], [2, 2, 0]),
    pool('3x3 with stride 2 and padding', [1, 2, 7, 6], [3, 2, 1]),
    one('without positions', [[2, 3, 5, 5]], ([x]) => ops.maxPool(x!, 5, 1, 2)),
  ],
  Resize: [one('twofold', [[2, 3, 2, 3]], ([x]) => ops.upsampleTwofold(x!))],
  SpaceToDepth: [
    one('blocks of 2', [[2, 3, 4, 6]], ([x], b) => b.apply('SpaceToDepth', [x], { blocksize: int(2) })),
  ],
  Reshape: [
    one('other axes', [SHAPE], ([x]) => ops.reshape(x!, [6, 4])),
    one('to a scalar', [[1]], ([x]) => ops.reshape(x!, [])),
    one('eight axes', [[4, 6]], ([x]) => ops.reshape(x!, [2, 1, 2, 1, 3, 1, 2, 1])),
  ],
  Transpose: [
    one('two axes', [[3, 4]], ([x]) => ops.transpose(x!, [1, 0])),
    one('three axes', [SHAPE], ([x]) => ops.transpose(x!, [0, 2, 1])),
    one('four axes', [[2, 3, 4, 2]], ([x]) => ops.transpose(x!, [1, 3, 2, 0])),
  ],
  Concat: [
    one(
      'unequal parts',
      [
        [2, 3, 1],
        [2, 1, 1],
        [2, 2, 1],
      ],
      (parts) => ops.concat(parts, 1),
    ),
    one(
      'the last axis',
      [
        [2, 3],
        [2, 2],
      ],
      (parts) => ops.concat(parts, -1),
    ),
  ],
  Split: [
    one('unequal parts', [[2, 6]], ([x]) => ops.split(x!, [1, 2, 3], 1)),
    one('from the end, first axis', [[4, 2]], ([x]) => ops.split(x!, [3, 1], -2)),
    one('parts that nothing reads', [[2, 6]], ([x]) => ops.split(x!, [1, 2, 3], 1)[1]!),
  ],
  Slice: [
    one('a middle part', [[4, 5]], ([x]) => ops.slice(x!, [range(0, 1, 3), range(1, 2, 5)])),
    one('from the end', [[4, 5]], ([x]) => ops.slice(x!, [range(-1, -3, -1)])),
    one('every second', [[2, 7, 6]], ([x]) => ops.slice(x!, [range(1, 1, 7, 2), range(2, 0, 5, 2)])),
    one('turned round on two axes', [[2, 3, 3]], ([x]) => ops.flip(x!, [1, 2])),
    one('every second, backwards', [[7, 2]], ([x]) => ops.slice(x!, [range(0, -2, -8, -2)])),
    one('beyond the end', [[4, 5]], ([x]) => ops.slice(x!, [range(0, -99, 99)])),
  ],
  Pad: [
    one('both ends', [[2, 3]], ([x]) => ops.pad(x!, [0, 2], [1, 1])),
    one('cropping', [[4, 5]], ([x]) => ops.pad(x!, [-1, 0], [0, -2])),
    one('one end padded, the other cropped', [[1, 2, 4, 5]], ([x]) =>
      ops.pad(x!, [0, 0, -1, 1], [0, 0, 1, -1]),
    ),
    one('with another number', [[2, 2]], ([x], b) => b.apply('Pad', [x, b.ints([1, 0, 0, 1]), b.scalar(7)])),
  ],
  Expand: [
    one('an axis of size 1', [[2, 1, 3]], ([x]) => ops.expand(x!, [2, 4, 3])),
    one('more axes', [[3]], ([x]) => ops.expand(x!, [2, 4, 3])),
    one('a target of size 1', [[2, 3]], ([x]) => ops.expand(x!, [4, 1, 3])),
  ],
  Softmax: [
    one('last axis', [SHAPE], ([x]) => ops.softmax(x!, -1)),
    one('inner axis', [[2, 4, 16, 3]], ([x]) => ops.softmax(x!, 2)),
    one('large numbers', [[2, 5]], ([x]) => ops.softmax(ops.mul(x!, 100), 1)),
  ],
  LogSoftmax: [
    one('last axis', [SHAPE], ([x]) => ops.logSoftmax(x!, -1)),
    one('inner axis', [[2, 4, 16, 3]], ([x]) => ops.logSoftmax(x!, 2)),
    one('large numbers', [[2, 5]], ([x]) => ops.logSoftmax(ops.mul(x!, 100), 1)),
  ],
  ReduceSum: reductions('reduceSum'),
  ReduceMean: reductions('reduceMean'),
  ReduceSumSquare: reductions('reduceSumSquare'),
  ReduceMax: reductions('reduceMax'),
  ReduceMin: reductions('reduceMin'),
  ArgMax: [
    one('an inner axis', [[2, 5, 3]], ([x]) => ops.argMax(x!, 1)),
    one('ties: the first wins', [[2, 9, 3]], ([x]) => ops.argMax(x!, 1), tied),
  ],
  TopK: [
    one('values and places', [[2, 3, 20]], ([x], b) => topK(b, x!, 10)),
    one('ties: the first come first', [[2, 30]], ([x], b) => topK(b, x!, 10), tied),
  ],
  ScatterElements: [
    one(
      'written over, last axis',
      [
        [2, 3, 6],
        [2, 3, 2],
      ],
      ([base, updates]) => ops.scatterElements(base!, ops.topKIndices(base!, 2), updates!, 2),
    ),
    one(
      'written over, first axis, from the end',
      [
        [4, 3],
        [2, 3],
      ],
      ([base, updates], b) => ops.scatterElements(base!, whole(b, [0, -1, 2, 3, 0, -1], [2, 3]), updates!, 0),
    ),
    one('zeros written', [[5]], ([base], b) =>
      ops.scatterElements(base!, whole(b, [1, 3], [2]), floats(b, [0, 0], [2]), 0),
    ),
    one('added, with places used twice', [[6], [4]], ([base, updates], b) =>
      b.apply('ScatterElements', [base, whole(b, [1, 4, 1, 5], [4]), updates], {
        axis: int(0),
        reduction: { kind: 'string', value: 'add' },
      }),
    ),
  ],
};

function topK(builder: GraphBuilder, x: Value, k: number): Value[] {
  return builder.applyMany('TopK', [x, builder.ints([k])], {
    axis: int(-1),
    largest: int(1),
    sorted: int(1),
  });
}
