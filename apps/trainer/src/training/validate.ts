import type { YoloPicture } from '@natiu/dataset';
import { openInferenceSession } from '@natiu/onnx-runtime';
import type { ParameterVectors } from '@natiu/yolo';
import { evaluateModel } from '../detection/evaluate-model.ts';
import type { ModelEvaluation } from '../detection/evaluate-model.ts';
import type { TrainMachine, TrainSettings } from '../config/train-settings.ts';
import { exportModel } from './export-model.ts';

/** The usual validation thresholds: the whole precision-recall curve, boxes of one class suppressed above IoU 0.7. */
export const VALIDATION_THRESHOLDS = { confidence: 0.001, iou: 0.7, maxDetections: 300 } as const;
const COUNT_CONFIDENCE = 0.25;

/** Scores weights exactly as a trap would run them: through the exported file. */
export async function validateWeights(
  settings: TrainSettings,
  vectors: ParameterVectors,
  pictures: readonly YoloPicture[],
  { threads, spin }: TrainMachine,
): Promise<ModelEvaluation> {
  const session = await openInferenceSession(exportModel(settings, vectors), { threads, spin });
  try {
    return await evaluateModel({
      session,
      modelName: 'the weights in training',
      pictures,
      thresholds: VALIDATION_THRESHOLDS,
      countConfidence: COUNT_CONFIDENCE,
      rule: 'reference',
    });
  } finally {
    await session.release();
  }
}

/** What decides which epoch is best: the reference's 0.1 mAP50 + 0.9 mAP50-95. */
export function fitnessOf(figures: { map50: number; map50To95: number }): number {
  return 0.1 * figures.map50 + 0.9 * figures.map50To95;
}
