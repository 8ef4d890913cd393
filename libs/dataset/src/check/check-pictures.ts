import { usedClasses } from '../import/class-plan.ts';
import type { InspectedPicture } from '../import/inspect-picture.ts';
import type { InspectedSource } from '../import/inspect-source.ts';
import { DUPLICATE_IOU, MIN_KEPT_SHARE, MIN_SIDE_PX, OVERLAP_IOU } from '../import/judge-boxes.ts';
import type {
  CheckReport,
  DuplicateSet,
  NearDuplicatePair,
  ReportedPicture,
  SplitBalance,
  SplitLabel,
} from './check-report.ts';
import { listWarnings } from './check-warnings.ts';
import { findExactDuplicates } from './join-groups.ts';
import { NEAR_MAX_BITS, NEAR_MIN_CORRELATION, findNearDuplicates } from './near-duplicates.ts';

const SPLIT_ORDER: readonly SplitLabel[] = ['train', 'valid', 'test', 'none'];

/** Everything worth knowing about an inspected source before it is trained on. */
export function checkPictures(source: InspectedSource): CheckReport {
  const { pictures, refusals } = source;
  const classNames = [...new Set([...source.classNames, ...usedClasses(pictures)])];
  const exact = findExactDuplicates(pictures);
  const facts: Omit<CheckReport, 'warnings'> = {
    format: 1,
    source: source.name,
    form: source.form,
    isRoboflow: source.isRoboflow,
    pictures: pictures.length,
    refused: refusals.length,
    boxes: pictures.reduce((sum, { labels }) => sum + labels.length, 0),
    background: pictures.filter(({ labels }) => labels.length === 0).length,
    unlabelled: pictures.filter(({ annotation }) => annotation === 'none').length,
    groups: new Set(pictures.map(({ group }) => group)).size,
    classNames,
    splits: SPLIT_ORDER.map((split) => balanceSplit(pictures, split, classNames)).filter(
      (each) => each.pictures > 0,
    ),
    sizes: countSizes(pictures),
    refusals,
    findings: pictures.flatMap(({ path, findings }) => findings.map((finding) => ({ path, ...finding }))),
    backgrounds: pictures.filter(({ labels }) => labels.length === 0).map(toReported),
    duplicates: exact.map((indices) => describeDuplicates(indices.map((index) => pictures[index]))),
    nearDuplicates: listNearDuplicates(pictures),
    groupsAcrossSplits: findTornGroups(pictures),
    thresholds: {
      nearMaxDifferentBitsOf63: NEAR_MAX_BITS,
      nearMinCorrelation: NEAR_MIN_CORRELATION,
      duplicateBoxIou: DUPLICATE_IOU,
      overlappingBoxIou: OVERLAP_IOU,
      minKeptShareOfClippedBox: MIN_KEPT_SHARE,
      minBoxSidePx: MIN_SIDE_PX,
    },
    notes: source.notes,
  };
  return { ...facts, warnings: listWarnings(facts) };
}

export function splitLabelOf(picture: Pick<InspectedPicture, 'split'>): SplitLabel {
  return picture.split ?? 'none';
}

function toReported(picture: InspectedPicture): ReportedPicture {
  return { path: picture.path, split: splitLabelOf(picture) };
}

function isTorn(pictures: readonly ReportedPicture[]): boolean {
  return new Set(pictures.map(({ split }) => split)).size > 1;
}

function balanceSplit(
  pictures: readonly InspectedPicture[],
  split: SplitLabel,
  classNames: readonly string[],
): SplitBalance {
  const own = pictures.filter((picture) => splitLabelOf(picture) === split);
  const labels = own.flatMap((picture) => picture.labels);
  const count = (name: string): number => labels.filter(({ className }) => className === name).length;
  return {
    split,
    pictures: own.length,
    background: own.filter((picture) => picture.labels.length === 0).length,
    groups: new Set(own.map(({ group }) => group)).size,
    boxes: Object.fromEntries(classNames.map((name) => [name, count(name)])),
  };
}

function countSizes(pictures: readonly InspectedPicture[]): CheckReport['sizes'] {
  const bySize = Map.groupBy(pictures, ({ width, height }) => `${width}x${height}`);
  return [...bySize.values()]
    .map((same) => ({ width: same[0].width, height: same[0].height, pictures: same.length }))
    .sort((a, b) => b.pictures - a.pictures || a.width - b.width || a.height - b.height);
}

function describeDuplicates(same: readonly InspectedPicture[]): DuplicateSet {
  const pictures = same.map(toReported);
  const rows = ({ labels }: InspectedPicture): string =>
    labels
      .map(({ className, cx, cy, w, h }) =>
        [className, ...[cx, cy, w, h].map((value) => value.toFixed(4))].join(' '),
      )
      .sort()
      .join('\n');
  return {
    pictures,
    isAcrossSplits: isTorn(pictures),
    hasSameLabels: new Set(same.map(rows)).size === 1,
  };
}

/** Pairs with equal pixels are left to the duplicates. */
function listNearDuplicates(pictures: readonly InspectedPicture[]): NearDuplicatePair[] {
  return findNearDuplicates(pictures.map(({ sketch }) => sketch))
    .filter(({ a, b }) => pictures[a].pixelSha256 !== pictures[b].pixelSha256)
    .map(({ a, b, similarity, isTurned }) => {
      const pair = [toReported(pictures[a]), toReported(pictures[b])] as const;
      return {
        pictures: pair,
        similarity: Number(similarity.toFixed(4)),
        isTurned,
        isAcrossSplits: isTorn(pair),
      };
    });
}

function findTornGroups(pictures: readonly InspectedPicture[]): CheckReport['groupsAcrossSplits'] {
  return [...Map.groupBy(pictures, ({ group }) => group)]
    .map(([group, own]) => ({ group, pictures: own.map(toReported) }))
    .filter((each) => isTorn(each.pictures));
}
