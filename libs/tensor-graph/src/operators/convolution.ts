import { InputError } from '@natiu/errors';
import { intOf, intsOf } from '../attributes.ts';
import { channelSum } from '../batch-norm.ts';
import { filterGradient } from '../convolution/filter-gradient.ts';
import { inputGradient } from '../convolution/input-gradient.ts';
import { firstGradient } from './definition.ts';
import type { OperatorDefinition } from './definition.ts';

function pooledSize(size: number, kernel: number, stride: number, pads: number): number {
  return Math.floor((size + pads - kernel) / stride) + 1;
}

export const convolutionOperators: Record<string, OperatorDefinition> = {
  Conv: {
    infer: ([x, weight], attributes) => {
      const [b, c, h, w] = x!.shape as [number, number, number, number];
      const [k, weightChannels, kh, kw] = weight!.shape as [number, number, number, number];
      if (weightChannels !== c) {
        throw new InputError(`a filter for ${weightChannels} channels cannot run on an input with ${c}.`);
      }
      const [strideY, strideX] = intsOf(attributes, 'strides', [1, 1]) as [number, number];
      const [top, left, bottom, right] = intsOf(attributes, 'pads', [0, 0, 0, 0]) as [
        number,
        number,
        number,
        number,
      ];
      const shape = [
        b,
        k,
        pooledSize(h, kh, strideY, top + bottom),
        pooledSize(w, kw, strideX, left + right),
      ];
      return [{ dataType: x!.dataType, shape }];
    },
    vjp: (c) => {
      const geometry = {
        stride: intsOf(c.attributes, 'strides', [1, 1])[0]!,
        padding: intsOf(c.attributes, 'pads', [0, 0, 0, 0])[0]!,
      };
      const gradient = firstGradient(c);
      const [x, weight] = c.inputs;
      return [
        c.needs[0] ? inputGradient(gradient, weight!, x!.shape, geometry) : undefined,
        c.needs[1] ? filterGradient(x!, gradient, weight!.shape, geometry) : undefined,
        ...(c.inputs.length > 2 ? [c.needs[2] ? channelSum(gradient) : undefined] : []),
      ];
    },
  },
  ConvTranspose: {
    infer: ([x, weight], attributes) => {
      const [b, , h, w] = x!.shape as [number, number, number, number];
      const [, channels, kh, kw] = weight!.shape as [number, number, number, number];
      const stride = intsOf(attributes, 'strides', [1, 1])[0]!;
      const padding = intsOf(attributes, 'pads', [0, 0, 0, 0])[0]!;
      const extra = intsOf(attributes, 'output_padding', [0, 0]) as [number, number];
      if (intOf(attributes, 'group', 1) !== 1) throw new InputError('groups are not supported.');
      const grown = (size: number, kernel: number, add: number) =>
        stride * (size - 1) + kernel - 2 * padding + add;
      return [
        { dataType: x!.dataType, shape: [b, channels, grown(h, kh, extra[0]), grown(w, kw, extra[1])] },
      ];
    },
  },
};
