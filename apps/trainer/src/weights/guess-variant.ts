import type { NamedTensor } from '@natiu/tensor-graph';
import { architectureOf, layoutParameters, VARIANT_NAMES } from '@natiu/yolo';
import type { VariantName } from '@natiu/yolo';

/** Branch of the head whose width and outputs depend on the number of classes. */
export const CLASS_BRANCH = 'model.22.cv3.';

/** Classes that the file's head tells apart; undefined when it has none. */
export function countClasses(tensors: ReadonlyMap<string, NamedTensor>): number | undefined {
  return tensors.get(`${CLASS_BRANCH}0.2.bias`)?.shape[0];
}

/** The size of YOLOv8 that the tensors fit; undefined when they fit none. */
export function guessVariant(tensors: ReadonlyMap<string, NamedTensor>): VariantName | undefined {
  return VARIANT_NAMES.find((variant) => {
    const { specs } = layoutParameters(architectureOf(variant, countClasses(tensors) ?? 1));
    const found = specs.filter(({ name }) => tensors.has(name));
    const fits = found.every(({ name, shape }) => tensors.get(name)!.shape.join() === shape.join());
    return found.length > 0 && fits;
  });
}
