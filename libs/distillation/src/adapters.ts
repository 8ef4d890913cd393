import { InputError } from '@natiu/errors';
import { elementCount, ops } from '@natiu/tensor-graph';
import type { GraphBuilder, Value } from '@natiu/tensor-graph';
import type { FeatureKind } from './settings.ts';

/** One tensor of the layers that exist in training only, and its place in the flat vector `adapter`. */
export interface AdapterSpec {
  readonly name: string;
  readonly shape: readonly number[];
  readonly offset: number;
  readonly size: number;
}

export interface AdapterChannels {
  /** Of the student's maps at P3, P4, P5. */
  readonly student: readonly number[];
  /** Of the teacher's. */
  readonly teacher: readonly number[];
}

/** 1 x 1 convolutions that a kind of feature distillation needs per level: one, or two with a ReLU between. */
const LAYERS: Readonly<Record<FeatureKind, readonly string[]>> = {
  none: [],
  'channel-wise': ['align'],
  projected: ['lift', 'project'],
};

/** Lists weights [out, in, 1, 1] and biases [out], level by level. */
export function layoutAdapter(kind: FeatureKind, channels: AdapterChannels): AdapterSpec[] {
  if (channels.student.length !== channels.teacher.length)
    throw new InputError('Student and teacher must have feature maps at the same levels.');
  const specs: AdapterSpec[] = [];
  let offset = 0;
  const push = (name: string, shape: readonly number[]) => {
    const size = elementCount(shape);
    specs.push({ name, shape, offset, size });
    offset += size;
  };
  channels.student.forEach((from, level) => {
    const to = channels.teacher[level]!;
    LAYERS[kind].forEach((layer, i) => {
      push(`p${level + 3}.${layer}.weight`, [to, i === 0 ? from : to, 1, 1]);
      push(`p${level + 3}.${layer}.bias`, [to]);
    });
  });
  return specs;
}

export function adapterSize(specs: readonly AdapterSpec[]): number {
  const last = specs.at(-1);
  return last ? last.offset + last.size : 0;
}

/** Weights uniform in +-1/sqrt(fan in), biases 0. @param random numbers in [0, 1) */
export function initializeAdapter(specs: readonly AdapterSpec[], random: () => number): Float32Array {
  const vector = new Float32Array(adapterSize(specs));
  for (const { shape, offset, size } of specs) {
    if (shape.length === 1) continue;
    const bound = 1 / Math.sqrt(shape[1]!);
    for (let i = offset; i < offset + size; i += 1) vector[i] = (2 * random() - 1) * bound;
  }
  return vector;
}

/** The adapter as a graph input, and its layers: `apply` takes a student's map to the teacher's channels. */
export interface Adapter {
  readonly vector: Value;
  readonly tensors: readonly Value[];
  apply(map: Value, level: number): Value;
}

export function inputAdapter(builder: GraphBuilder, kind: FeatureKind, channels: AdapterChannels): Adapter {
  const specs = layoutAdapter(kind, channels);
  const vector = builder.input('adapter', 'float32', [adapterSize(specs)]);
  const parts = ops.split(
    vector,
    specs.map((spec) => spec.size),
    0,
  );
  const tensors = parts.map((part, i) => ops.reshape(part, specs[i]!.shape));
  const tensorOf = (name: string) => tensors[specs.findIndex((spec) => spec.name === name)]!;
  return {
    vector,
    tensors,
    apply: (map, level) =>
      LAYERS[kind].reduce((x, layer, i) => {
        const name = `p${level + 3}.${layer}`;
        const settings = { stride: 1, padding: 0 };
        const y = ops.conv(x, tensorOf(`${name}.weight`), settings, tensorOf(`${name}.bias`));
        return i === LAYERS[kind].length - 1 ? y : ops.relu(y);
      }, map),
  };
}
