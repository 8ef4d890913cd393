import type { CheckReport } from './check-report.ts';

/** Below this share of the boxes a class is hard to learn and its figures swing. */
const RARE_SHARE = 0.05;

/** What a person should act on, the worst first. */
export function listWarnings(report: Omit<CheckReport, 'warnings'>): string[] {
  const count = <Item>(items: readonly Item[], test: (item: Item) => boolean): number =>
    items.filter(test).length;
  const exactAcross = count(report.duplicates, (set) => set.isAcrossSplits);
  const nearAcross = count(report.nearDuplicates, (pair) => pair.isAcrossSplits);
  const conflicts = count(report.duplicates, (set) => !set.hasSameLabels);
  const finding = (kind: string): number => count(report.findings, (each) => each.kind === kind);
  const lines: [number, string][] = [
    [exactAcross, 'set(s) of equal pictures lie in more than one split: test figures are too good'],
    [
      report.groupsAcrossSplits.length,
      'group(s) of one source lie in more than one split: test figures are too good',
    ],
    [
      nearAcross,
      'pair(s) of nearly equal pictures lie in two splits: look at them; a new split keeps them together',
    ],
    [report.refused, 'file(s) refused: see the list; nothing of them is trained on'],
    [conflicts, 'set(s) of equal pictures have different boxes: one of them is wrong'],
    [finding('two-classes'), 'place(s) with two classes on one insect'],
    [finding('overlapping-boxes'), 'pair(s) of boxes that nearly cover each other'],
    [finding('clipped-box'), 'box(es) reached outside the picture and were cut off'],
    [finding('duplicate-box'), 'box(es) were there twice; one was removed'],
    [finding('turned-boxes'), 'picture(s) whose boxes had to be turned upright'],
    [finding('blank-picture'), 'picture(s) show nothing'],
    [
      report.unlabelled,
      'picture(s) without a label file count as background: are they really without insects?',
    ],
  ];
  const warnings = lines.filter(([number]) => number > 0).map(([number, text]) => `${number} ${text}`);
  return [...warnings, ...warnOfClasses(report)];
}

function warnOfClasses({ splits, classNames, boxes }: Omit<CheckReport, 'warnings'>): string[] {
  return classNames.flatMap((name) => {
    const total = splits.reduce((sum, split) => sum + split.boxes[name], 0);
    if (total === 0) return [`class ${name} does not occur`];
    const missing = splits.filter((split) => split.boxes[name] === 0).map(({ split }) => split);
    if (missing.length > 0) return [`class ${name} does not occur in ${missing.join(', ')}`];
    return total < RARE_SHARE * boxes ? [`class ${name} is rare: ${total} of ${boxes} boxes`] : [];
  });
}
