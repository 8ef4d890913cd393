import type { Architecture } from './architecture.ts';
import { REG_MAX, STRIDES } from './architecture.ts';
import { walkNetwork } from './walk-network.ts';
import type { Layers } from './walk-network.ts';

/**
 * How the optimizer treats a tensor: convolution weights decay, batch-norm weights and biases do not, running
 * statistics are not trained at all.
 */
export type ParameterGroup = 'weight' | 'bn' | 'bias' | 'statistic';
export const PARAMETER_GROUPS = ['weight', 'bn', 'bias', 'statistic'] as const;

export interface ParameterSpec {
  /** Name in the reference's state dict. */
  readonly name: string;
  readonly shape: readonly number[];
  readonly group: ParameterGroup;
  /** Where the tensor starts in its group's flat vector. */
  readonly offset: number;
  readonly size: number;
}

/** All tensors of a network, each with its place in one of four flat vectors. */
export interface ParameterLayout {
  readonly specs: readonly ParameterSpec[];
  readonly byName: ReadonlyMap<string, ParameterSpec>;
  /** Elements per group. */
  readonly sizes: Readonly<Record<ParameterGroup, number>>;
}

export const DFL_WEIGHT_NAME = 'model.22.dfl.conv.weight';

/** Parameters as the reference counts them: trained ones and the 16 constants of the distribution's expectation. */
export function countParameters(layout: ParameterLayout): number {
  return layout.sizes.weight + layout.sizes.bn + layout.sizes.bias + REG_MAX;
}

export function layoutParameters(architecture: Architecture): ParameterLayout {
  const specs: ParameterSpec[] = [];
  const sizes = { weight: 0, bn: 0, bias: 0, statistic: 0 };
  const push = (name: string, shape: readonly number[], group: ParameterGroup) => {
    const size = shape.reduce((product, each) => product * each, 1);
    specs.push({ name, shape, group, offset: sizes[group], size });
    sizes[group] += size;
  };
  walkNetwork(architecture, listingLayers(push), 3);
  return { specs, byName: new Map(specs.map((spec) => [spec.name, spec])), sizes };
}

type Push = (name: string, shape: readonly number[], group: ParameterGroup) => void;

/** Layers whose feature map is just a number of channels: walking them lists the parameters. */
function listingLayers(push: Push): Layers<number> {
  return {
    channels: (x) => x,
    convBlock: (name, x, { out, kernel }) => {
      push(`${name}.conv.weight`, [out, x, kernel, kernel], 'weight');
      push(`${name}.bn.weight`, [out], 'bn');
      push(`${name}.bn.bias`, [out], 'bias');
      push(`${name}.bn.running_mean`, [out], 'statistic');
      push(`${name}.bn.running_var`, [out], 'statistic');
      return out;
    },
    convOutput: (name, x, out) => {
      push(`${name}.weight`, [out, x, 1, 1], 'weight');
      push(`${name}.bias`, [out], 'bias');
      return out;
    },
    add: (a) => a,
    concat: (parts) => parts.reduce((sum, part) => sum + part, 0),
    halve: (x) => [x / 2, x / 2],
    upsample: (x) => x,
    maxPool: (x) => x,
  };
}

/** Flat vectors, one per group: the state of a network. */
export type ParameterVectors = Record<ParameterGroup, Float32Array>;

export function emptyVectors(layout: ParameterLayout): ParameterVectors {
  return {
    weight: new Float32Array(layout.sizes.weight),
    bn: new Float32Array(layout.sizes.bn),
    bias: new Float32Array(layout.sizes.bias),
    statistic: new Float32Array(layout.sizes.statistic),
  };
}

export function copyVectors(vectors: ParameterVectors): ParameterVectors {
  return {
    weight: vectors.weight.slice(),
    bn: vectors.bn.slice(),
    bias: vectors.bias.slice(),
    statistic: vectors.statistic.slice(),
  };
}

/** The part of a flat vector that holds one tensor; writing to it writes to the vector. */
export function viewOf(vectors: ParameterVectors, spec: ParameterSpec): Float32Array {
  return vectors[spec.group].subarray(spec.offset, spec.offset + spec.size);
}

/** Pseudo-random numbers in [0, 1). */
export type Random = () => number;

/**
 * The reference's start: convolutions uniform in +-1/sqrt(fan in), batch norm 1 and 0, box biases 1, class biases the
 * logit of five objects per 640-pixel picture spread over classes and cells.
 */
export function initializeParameters(
  architecture: Architecture,
  layout: ParameterLayout,
  random: Random,
): ParameterVectors {
  const vectors = emptyVectors(layout);
  for (const spec of layout.specs) {
    const view = viewOf(vectors, spec);
    if (spec.group === 'weight') {
      const bound = 1 / Math.sqrt(spec.size / spec.shape[0]!);
      for (let i = 0; i < view.length; i += 1) view[i] = (2 * random() - 1) * bound;
    } else if (spec.group === 'bn' || spec.name.endsWith('running_var')) {
      view.fill(1);
    } else if (spec.name.startsWith('model.22.cv2') && spec.name.endsWith('.2.bias')) {
      view.fill(1);
    } else if (spec.name.startsWith('model.22.cv3') && spec.name.endsWith('.2.bias')) {
      const stride = STRIDES[Number(spec.name.split('.')[3])]!;
      view.fill(Math.log(5 / architecture.classes / (640 / stride) ** 2));
    }
  }
  return vectors;
}
