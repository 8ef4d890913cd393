import { CLASS_NAMES } from '@natiu/domain';
import { analyseDetections, evaluateGroups, measureCountErrorPerUnit } from '@natiu/evaluation';
import type {
  CountErrorReport,
  DetectionAnalysis,
  DetectionLists,
  GroupEvaluation,
  PrecisionRecallPoint,
  ThresholdSweep,
} from '@natiu/evaluation';
import { evaluateModel } from './evaluate-model.ts';
import type { EvaluateModelOptions, ModelEvaluation } from './evaluate-model.ts';
import type { PictureGroups } from './picture-groups.ts';

/** Everything that is known of a model on one set of pictures. */
export interface ModelAnalysis extends ModelEvaluation, DetectionAnalysis {
  readonly lists: DetectionLists;
  readonly groupedBy: PictureGroups['by'];
  /** Largest first; empty when nothing tells the pictures apart. */
  readonly groups: readonly GroupEvaluation[];
  /** Null unless every picture says when it was taken. */
  readonly countsPerHour: CountErrorReport | null;
}

/** `evaluateModel`, and what its boxes say beyond one figure per class. */
export async function analyseModel(
  options: Omit<EvaluateModelOptions, 'keepLists'>,
  { by, groups, hours }: PictureGroups,
): Promise<ModelAnalysis> {
  const evaluation = await evaluateModel({ ...options, keepLists: true });
  const lists = evaluation.lists!;
  const { countConfidence: confidence, rule } = options;
  const counting = { classNames: CLASS_NAMES, confidence, rule };
  return {
    ...evaluation,
    ...analyseDetections(lists, CLASS_NAMES),
    lists,
    groupedBy: by,
    groups: groups === undefined ? [] : evaluateGroups(lists, groups, counting),
    countsPerHour: hours === undefined ? null : measureCountErrorPerUnit(lists, hours, counting),
  };
}

const short = (value: number) => Number(value.toFixed(4));

const shortenCurve = (points: readonly PrecisionRecallPoint[]) =>
  points.map(({ recall, precision, confidence }) => ({
    recall: short(recall),
    precision: short(precision),
    confidence: short(confidence),
  }));

/** Every fifth of the hundred thresholds: 0.05, 0.10 .. 0.95. */
function thinSweep(sweep: ThresholdSweep): ThresholdSweep {
  return { ...sweep, points: sweep.points.filter((_, i) => i % 5 === 4) };
}

const mapValues = <T, U>(record: Readonly<Record<string, T>>, map: (value: T) => U): Record<string, U> =>
  Object.fromEntries(Object.entries(record).map(([key, value]) => [key, map(value)]));

/** As `--json` prints it: without single boxes, curves short enough for one line. */
export function toJson({ report, lists: _lists, precisionRecall, sweep, ...rest }: ModelAnalysis) {
  return {
    ...report,
    ...rest,
    precisionRecall: mapValues(precisionRecall, shortenCurve),
    sweep: { total: thinSweep(sweep.total), perClass: mapValues(sweep.perClass, thinSweep) },
  };
}
