/** The five classes, in the order that networks, counts, tables and exports all use. */
export const CLASS_NAMES = ['Female', 'Incomplete', 'Male', 'Out of Focus', 'Undefined'] as const;
export type ClassName = (typeof CLASS_NAMES)[number];

/** Only these two are sexes; the others are shown as "unsexed" and never dropped. */
export const SEX_CLASSES = ['Female', 'Male'] as const satisfies readonly ClassName[];
export const UNSEXED_CLASSES = [
  'Incomplete',
  'Out of Focus',
  'Undefined',
] as const satisfies readonly ClassName[];

export type ClassCounts = Record<ClassName, number>;

export function isClassName(name: string): name is ClassName {
  return (CLASS_NAMES as readonly string[]).includes(name);
}

export function emptyCounts(): ClassCounts {
  return { Female: 0, Incomplete: 0, Male: 0, 'Out of Focus': 0, Undefined: 0 };
}

export function addCounts(a: ClassCounts, b: ClassCounts): ClassCounts {
  const sum = emptyCounts();
  for (const name of CLASS_NAMES) sum[name] = a[name] + b[name];
  return sum;
}

export function totalCount(counts: ClassCounts): number {
  return CLASS_NAMES.reduce((sum, name) => sum + counts[name], 0);
}

/** Females among the sexed, 0..1; `undefined` when nothing was sexed. */
export function femaleShare(counts: ClassCounts): number | undefined {
  const sexed = counts.Female + counts.Male;
  return sexed === 0 ? undefined : counts.Female / sexed;
}
