import { int, intsOf } from '../attributes.ts';
import { reshape } from '../functions.ts';
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
};
