import { int, ops } from '@natiu/tensor-graph';
import type { GraphBuilder, Value } from '@natiu/tensor-graph';
import { floats, one, range, SHAPE, tied, whole } from './operator-case.ts';
import type { OperatorCases } from './operator-case.ts';

export const arrangingCases: OperatorCases = {
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
