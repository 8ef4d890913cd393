import { InputError } from '@natiu/errors';
import type { NamedTensor } from '@natiu/tensor-graph';
import { viewOf } from '@natiu/yolo';
import type { ParameterLayout, ParameterVectors } from '@natiu/yolo';

/** The flat vectors of a network as tensors under their names in the reference's state dict; data is shared. */
export function toNamedTensors(layout: ParameterLayout, vectors: ParameterVectors): Map<string, NamedTensor> {
  for (const [group, size] of Object.entries(layout.sizes)) {
    const found = vectors[group as keyof ParameterVectors]?.length;
    if (found !== size)
      throw new InputError(`its vector "${group}" has ${found} numbers, the network needs ${size}`);
  }
  return new Map(
    layout.specs.map((spec) => [
      spec.name,
      { dataType: 'float32', shape: spec.shape, data: viewOf(vectors, spec) },
    ]),
  );
}

const FIRST_WEIGHT = 'model.0.conv.weight';

/**
 * Names as the reference's state dict has them, whatever the network was wrapped in: `module.model.0...` of a
 * distributed run, `model.model.0...` of a wrapper, `0...` of the bare layers; and without what an exporter appended.
 */
export function normaliseNames(tensors: ReadonlyMap<string, NamedTensor>): Map<string, NamedTensor> {
  const plain = new Map([...tensors].map(([name, tensor]) => [name.replace(/\.float16$/, ''), tensor]));
  if (plain.has('0.conv.weight'))
    return new Map([...plain].map(([name, tensor]) => [`model.${name}`, tensor]));
  const first = [...plain.keys()].find((name) => name.endsWith(`.${FIRST_WEIGHT}`));
  if (plain.has(FIRST_WEIGHT) || first === undefined) return plain;
  const prefix = first.slice(0, -FIRST_WEIGHT.length);
  return new Map(
    [...plain].map(([name, tensor]) => [name.startsWith(prefix) ? name.slice(prefix.length) : name, tensor]),
  );
}
