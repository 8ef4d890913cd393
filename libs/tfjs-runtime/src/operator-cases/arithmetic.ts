import { ops } from '@natiu/tensor-graph';
import type { Shape } from '@natiu/tensor-graph';
import { anywhere, one, positive, SHAPE, tied, whole } from './operator-case.ts';
import type { Draw, OperatorCases } from './operator-case.ts';

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

export const arithmeticCases: OperatorCases = {
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
};
