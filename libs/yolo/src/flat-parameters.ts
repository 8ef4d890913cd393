import { InputError } from '@natiu/errors';
import { ops } from '@natiu/tensor-graph';
import type { GraphBuilder, Value } from '@natiu/tensor-graph';
import type { ParameterLookup } from './forward.ts';
import type { ParameterGroup, ParameterLayout } from './parameters.ts';
import { PARAMETER_GROUPS } from './parameters.ts';

/** The four flat vectors of a network as graph inputs, and its tensors cut out of them. */
export interface FlatParameters {
  readonly vectors: Readonly<Record<ParameterGroup, Value>>;
  readonly lookup: ParameterLookup;
  /** Values of the trained tensors of one group, in the vector's order. */
  tensorsOf(group: ParameterGroup): Value[];
}

/** Few large inputs instead of hundreds of small ones: fewer calls, and the optimizer works on whole vectors. */
export function inputParameters(builder: GraphBuilder, layout: ParameterLayout, prefix = ''): FlatParameters {
  const tensors = new Map<string, Value>();
  const vectors = {} as Record<ParameterGroup, Value>;
  for (const group of PARAMETER_GROUPS) {
    const specs = layout.specs.filter((spec) => spec.group === group);
    vectors[group] = builder.input(`${prefix}${group}`, 'float32', [layout.sizes[group]]);
    const parts = ops.split(
      vectors[group],
      specs.map((spec) => spec.size),
      0,
    );
    specs.forEach((spec, i) => tensors.set(spec.name, ops.reshape(parts[i]!, spec.shape)));
  }
  const lookup = (name: string) => {
    const found = tensors.get(name);
    if (!found) throw new InputError(`The network has no tensor "${name}".`);
    return found;
  };
  return {
    vectors,
    lookup,
    tensorsOf: (group) =>
      layout.specs.filter((spec) => spec.group === group).map((spec) => lookup(spec.name)),
  };
}

/** Lays tensors of one group side by side again. */
export function flattenTensors(tensors: readonly Value[]): Value {
  return ops.concat(
    tensors.map((tensor) => ops.reshape(tensor, [tensor.shape.reduce((product, size) => product * size, 1)])),
    0,
  );
}
