export {
  arrayNameOf,
  bytesPerElement,
  countElements,
  createTensorData,
  holdsDataType,
} from './data-types.ts';
export { checkGraph } from './check-graph.ts';
export { decodeModel, readModelInfo } from './decode-model.ts';
export type { ModelInfo } from './decode-model.ts';
export { encodeModel, PRODUCER } from './encode-model.ts';
export { fromFloat16, toFloat16 } from './float16.ts';
export { readInitializers } from './read-initializers.ts';
export { looksLikeZip, readPytorchCheckpoint } from './pytorch/read-pytorch.ts';
export { readSafetensors, readSafetensorsMetadata, writeSafetensors } from './safetensors.ts';
export { storeTensorsAsFloat16, widenFloat16 } from './store-tensors-as-float16.ts';
export { storeWeightsAsFloat16 } from './store-weights-as-float16.ts';
