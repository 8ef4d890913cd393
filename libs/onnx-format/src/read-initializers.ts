import { InputError } from '@natiu/errors';
import type { NamedTensor } from '@natiu/tensor-graph';
import { openModel, refuseClearly } from './decode-model.ts';
import { decodeTensor } from './tensor-message.ts';

/**
 * The constants of an `.onnx` file by name, whatever its operators are. Constants of types that no weight has are left
 * out.
 * @throws InputError when the bytes are not ONNX, or a constant is damaged or kept in another file
 */
export function readInitializers(bytes: Uint8Array): Map<string, NamedTensor> {
  return refuseClearly(() => {
    const tensors = new Map<string, NamedTensor>();
    for (const message of openModel(bytes).graph.initializer ?? []) {
      if (!WEIGHT_CODES.has(message.dataType ?? 0)) continue;
      const { name, dataType, shape, data } = decodeTensor(message);
      if (tensors.has(name)) throw new InputError(`the model has two constants called "${name}"`);
      tensors.set(name, { dataType, shape, data });
    }
    return tensors;
  });
}

/** ONNX's numbers for float32 and float16. */
const WEIGHT_CODES = new Set([1, 10]);
