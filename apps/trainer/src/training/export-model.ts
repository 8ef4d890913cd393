import { CLASS_NAMES } from '@natiu/domain';
import { encodeModel, storeWeightsAsFloat16 } from '@natiu/onnx-format';
import { architectureOf, buildInferenceGraph } from '@natiu/yolo';
import type { ParameterVectors } from '@natiu/yolo';
import type { TrainSettings } from '../config/train-settings.ts';

export interface ExportOptions {
  /** Pictures per run of the session; traps use 1. */
  readonly batch?: number;
  readonly weights?: 'float32' | 'float16';
  readonly metadata?: Readonly<Record<string, string>>;
}

/** The trained network as an ONNX file: batch norm folded, boxes decoded, what it is written inside. */
export function exportModel(
  settings: TrainSettings,
  vectors: ParameterVectors,
  options: ExportOptions = {},
): Uint8Array {
  const { imageSize } = settings;
  const graph = buildInferenceGraph(
    architectureOf(settings.model, CLASS_NAMES.length),
    vectors,
    { batch: options.batch ?? 1, height: imageSize, width: imageSize },
    {
      classes: JSON.stringify(CLASS_NAMES),
      imageSize: String(imageSize),
      architecture: `yolov8${settings.model}`,
      ...options.metadata,
    },
  );
  return encodeModel(options.weights === 'float16' ? storeWeightsAsFloat16(graph) : graph);
}
