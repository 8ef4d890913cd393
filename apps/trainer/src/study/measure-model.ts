import { openYoloDataset } from '@natiu/dataset';
import type { YoloPicture } from '@natiu/dataset';
import { openInferenceSession } from '@natiu/onnx-runtime';
import { analyseModel } from '../detection/analyse-model.ts';
import type { ModelAnalysis } from '../detection/analyse-model.ts';
import type { PictureGroups } from '../detection/picture-groups.ts';
import { VALIDATION_THRESHOLDS } from '../training/validate.ts';
import type { StudyContext } from './study-context.ts';
import type { SplitFigures } from './stage-results.ts';

export interface MeasureOptions {
  readonly file: string;
  readonly pictures: readonly YoloPicture[];
  readonly countConfidence: number;
  readonly groups?: PictureGroups;
}

/** Figures of an exported file, computed as a trap would run it. */
export async function measureModel(
  context: Pick<StudyContext, 'machine' | 'openProgress'>,
  { file, pictures, countConfidence, groups = { by: 'none' } }: MeasureOptions,
): Promise<ModelAnalysis> {
  const { threads, spin } = context.machine;
  const session = await openInferenceSession(file, { threads, spin });
  const progress = context.openProgress({ label: 'Evaluating', total: pictures.length, unit: 'pictures' });
  try {
    return await analyseModel(
      {
        ...{ session, pictures, countConfidence, modelName: file, rule: 'reference' },
        thresholds: VALIDATION_THRESHOLDS,
        onPicture: () => progress.advance(),
      },
      groups,
    );
  } finally {
    progress.finish();
    await session.release();
  }
}

/** What the journal keeps of an analysis. */
export function toFigures({ report, counts, calibration }: ModelAnalysis): SplitFigures {
  const perClass = Object.entries(report.perClass).map(
    ([name, { ap50, ap50To95, groundTruth }]) => [name, { ap50, ap50To95, groundTruth }] as const,
  );
  return {
    pictures: report.pictures,
    map50: report.map50,
    map50To95: report.map50To95,
    perClass: Object.fromEntries(perClass),
    classesIgnored: report.classesIgnored,
    countConfidence: counts.confidence,
    countMeanAbsoluteError: counts.total.meanAbsoluteError,
    countBias: counts.total.bias,
    expectedCalibrationError: calibration.expectedCalibrationError,
  };
}

/** Both splits of a model; the count threshold is chosen on the validation split and used on both. */
export async function measureOnSplits(
  context: StudyContext,
  file: string,
): Promise<{ validation: SplitFigures; test: SplitFigures }> {
  const dataset = await openYoloDataset(context.journal.settings.data);
  const valid = dataset.split('valid').pictures;
  const { sweep } = await measureModel(context, { file, pictures: valid, countConfidence: 0.25 });
  const countConfidence = sweep.total.bestCount.confidence;
  const validation = await measureModel(context, { file, pictures: valid, countConfidence });
  const test = await measureModel(context, {
    file,
    pictures: dataset.split('test').pictures,
    countConfidence,
  });
  return { validation: toFigures(validation), test: toFigures(test) };
}
