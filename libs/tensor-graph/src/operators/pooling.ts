import { int, intOf, intsOf } from '../attributes.ts';
import { reduceSum, reshape } from '../functions.ts';
import { elementCount } from '../value.ts';
import { firstGradient } from './definition.ts';
import type { OperatorDefinition } from './definition.ts';

export const poolingOperators: Record<string, OperatorDefinition> = {
  MaxPool: {
    infer: ([x], attributes) => {
      const kernel = intsOf(attributes, 'kernel_shape');
      const strides = intsOf(attributes, 'strides', [1, 1]);
      const pads = intsOf(attributes, 'pads', [0, 0, 0, 0]);
      const shape = x!.shape.map((size, axis) =>
        axis < 2
          ? size
          : Math.floor((size + pads[axis - 2]! + pads[axis]! - kernel[axis - 2]!) / strides[axis - 2]!) + 1,
      );
      return [
        { dataType: x!.dataType, shape },
        { dataType: 'int64', shape },
      ];
    },
    // The second output counts over the whole input tensor, so one flat scatter puts every gradient back.
    vjp: (c) => {
      const x = c.inputs[0]!;
      const { builder } = x;
      const gradient = firstGradient(c);
      const flat = builder.constant(
        new Float32Array(elementCount(x.shape)),
        [elementCount(x.shape)],
        'float32',
      );
      const indices = reshape(c.outputs[1]!, [elementCount(gradient.shape)]);
      const updates = reshape(gradient, [elementCount(gradient.shape)]);
      const scattered = builder.apply('ScatterElements', [flat, indices, updates], {
        axis: int(0),
        reduction: { kind: 'string', value: 'add' },
      });
      return [reshape(scattered, x.shape)];
    },
  },
  // Nearest-neighbour upsampling by whole factors: each gradient is the sum over the cells it was copied to.
  Resize: {
    infer: ([x, , scales]) => {
      const factors = Array.from(scales!.data as Float32Array);
      return [{ dataType: x!.dataType, shape: x!.shape.map((size, axis) => size * factors[axis]!) }];
    },
    vjp: (c) => {
      const x = c.inputs[0]!;
      const factors = Array.from(c.inputs[2]!.data as Float32Array);
      const cells = x.shape.flatMap((size, axis) => [size, factors[axis]!]);
      const copies = factors.flatMap((factor, axis) => (factor === 1 ? [] : [2 * axis + 1]));
      const spread = reshape(firstGradient(c), cells);
      return [reshape(reduceSum(spread, copies, false), x.shape), undefined, undefined];
    },
  },
  // Only inside gradients, which are not differentiated again.
  SpaceToDepth: {
    infer: ([x], attributes) => {
      const block = intOf(attributes, 'blocksize');
      const [b, c, h, w] = x!.shape as [number, number, number, number];
      return [{ dataType: x!.dataType, shape: [b, c * block * block, h / block, w / block] }];
    },
  },
};
