import { InputError } from '@natiu/errors';
import { measureCalibration } from './calibration.ts';
import { computeConfusion } from './confusion.ts';
import { measureCountError } from './count-error.ts';
import type { CountError, CountErrorReport } from './count-error.ts';
import type { DetectionLists } from './analyse.ts';
import type { ApRule } from './average-precision.ts';
import { evaluateDetections } from './evaluate.ts';
import { matchDetections } from './matching.ts';

export interface GroupOptions {
  readonly classNames: readonly string[];
  /** Confidence at which a trap counts. */
  readonly confidence: number;
  readonly rule?: ApRule;
}

/** One site, trap or source; AP figures are null where the group has no labelled box. */
export interface GroupEvaluation {
  readonly group: string;
  readonly pictures: number;
  /** Labelled boxes. */
  readonly boxes: number;
  readonly map50: number | null;
  readonly map50To95: number | null;
  readonly perClass: Readonly<Record<string, { ap50: number; ap50To95: number; groundTruth: number }>>;
  readonly counts: CountError;
  readonly expectedCalibrationError: number | null;
  /** [classes + 1][classes + 1]: rows predicted, columns true, the last one is background */
  readonly confusion: readonly (readonly number[])[];
}

/** Positions of the pictures of every key, keys in the order in which they first occur. */
function collectPlaces(keys: readonly string[], pictures: number): Map<string, number[]> {
  if (keys.length !== pictures)
    throw new InputError(`${pictures} pictures need as many group names, got ${keys.length}.`);
  const places = new Map<string, number[]>();
  keys.forEach((key, i) => {
    const found = places.get(key);
    if (found === undefined) places.set(key, [i]);
    else found.push(i);
  });
  return places;
}

function evaluateGroup(group: string, lists: DetectionLists, options: GroupOptions): GroupEvaluation {
  const { truth, predictions, reported } = lists;
  const { classNames, confidence, rule } = options;
  const boxes = truth.reduce((sum, each) => sum + each.length, 0);
  const report = boxes === 0 ? undefined : evaluateDetections(truth, predictions, { classNames, rule });
  const perClass = Object.entries(report?.perClass ?? {}).map(
    ([name, { ap50, ap50To95, groundTruth }]) => [name, { ap50, ap50To95, groundTruth }] as const,
  );
  return {
    group,
    pictures: truth.length,
    boxes,
    map50: report?.map50 ?? null,
    map50To95: report?.map50To95 ?? null,
    perClass: Object.fromEntries(perClass),
    counts: measureCountError(truth, reported, { classNames, confidence }).total,
    expectedCalibrationError: measureCalibration(matchDetections(truth, reported)).expectedCalibrationError,
    confusion: computeConfusion(truth, reported, { classCount: classNames.length, confidence }),
  };
}

/**
 * The figures of every group of pictures by itself: a model that is good on the mean may fail at one site.
 * @param groups [pictures] the group of each picture
 * @returns largest group first, then by name
 */
export function evaluateGroups(
  lists: DetectionLists,
  groups: readonly string[],
  options: GroupOptions,
): GroupEvaluation[] {
  return [...collectPlaces(groups, lists.truth.length)]
    .map(([group, places]) =>
      evaluateGroup(
        group,
        {
          truth: places.map((i) => lists.truth[i]),
          predictions: places.map((i) => lists.predictions[i]),
          reported: places.map((i) => lists.reported[i]),
        },
        options,
      ),
    )
    .sort((a, b) => b.pictures - a.pictures || (a.group < b.group ? -1 : 1));
}

/**
 * Count error of whole units in place of single pictures, such as the hours of a trap: errors of single pictures
 * partly cancel in a sum. `pictures` in the result says how many units there are.
 * @param units [pictures] the unit of each picture
 */
export function measureCountErrorPerUnit(
  lists: Pick<DetectionLists, 'truth' | 'reported'>,
  units: readonly string[],
  options: { readonly classNames: readonly string[]; readonly confidence: number },
): CountErrorReport {
  const places = [...collectPlaces(units, lists.truth.length).values()];
  return measureCountError(
    places.map((each) => each.flatMap((i) => lists.truth[i])),
    places.map((each) => each.flatMap((i) => lists.reported[i])),
    options,
  );
}
