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
export { chooseRange, RANGE_METHODS, siluResponse } from './quantise/choose-range.ts';
export type { RangeMethod } from './quantise/choose-range.ts';
export { exposeValues } from './quantise/expose-values.ts';
export { planQuantisation } from './quantise/plan-quantisation.ts';
export type { Precision, QuantisationChoices, QuantisationPlan } from './quantise/plan-quantisation.ts';
export { quantiseGraph } from './quantise/quantise-graph.ts';
export type { QuantiseSettings } from './quantise/quantise-graph.ts';
export { restoreFloat32Weights } from './quantise/restore-float32-weights.ts';
export type { Range } from './quantise/scale.ts';
export { ValueHistogram } from './quantise/value-histogram.ts';
