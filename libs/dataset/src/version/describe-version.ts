import { planClasses, usedClasses } from '../import/class-plan.ts';
import type { ClassPlan } from '../import/class-plan.ts';
import type { InspectedSource } from '../import/inspect-source.ts';
import { SPLIT_NAMES } from '../yolo-dataset.ts';
import type { SplitName } from '../yolo-dataset.ts';
import type { VersionItem } from './version-item.ts';
import type { VersionManifest } from './version-manifest.ts';

type ClassMap = Readonly<Record<string, string>>;

/** The classes of one source; with several, a map may name classes that only one of them has. */
export function planSourceClasses(source: InspectedSource, map: ClassMap | undefined): ClassPlan {
  const used = usedClasses(source.pictures);
  const known = new Set([...source.classNames, ...used]);
  const own = Object.fromEntries(Object.entries(map ?? {}).filter(([name]) => known.has(name)));
  return planClasses(used, source.classNames, { map: own });
}

export interface DescribedSources {
  readonly list: VersionManifest['sources'];
  readonly classMap: Record<string, Record<string, string | null>>;
}

export function describeSources(items: readonly VersionItem[], map: ClassMap | undefined): DescribedSources {
  const sources = [...new Set(items.map(({ source }) => source))];
  const list = sources.map((source) => ({
    name: source.name,
    form: source.form,
    pictures: source.pictures.length,
    refused: source.refusals.length,
    classMap: { ...planSourceClasses(source, map).classMap },
  }));
  return { list, classMap: Object.fromEntries(list.map(({ name, classMap }) => [name, classMap])) };
}

/** @param written files of each picture */
export function countVersion(
  items: readonly VersionItem[],
  classNames: readonly string[],
  written: readonly (readonly string[])[],
): VersionManifest['counts'] {
  const bySplit = <Value>(count: (own: readonly VersionItem[]) => Value): Record<SplitName, Value> => {
    const entries = SPLIT_NAMES.map((name) => [name, count(items.filter(({ split }) => split === name))]);
    return Object.fromEntries(entries) as Record<SplitName, Value>;
  };
  const countBoxes = (own: readonly VersionItem[]): Record<string, number> => {
    const labels = own.flatMap((item) => item.labels);
    const entries = classNames.map((name, index) => [
      name,
      labels.filter(({ classIndex }) => classIndex === index).length,
    ]);
    return Object.fromEntries(entries) as Record<string, number>;
  };
  return {
    pictures: bySplit((own) => own.length),
    background: bySplit((own) => own.filter(({ labels }) => labels.length === 0).length),
    groups: bySplit((own) => new Set(own.map(({ group }) => group)).size),
    boxes: bySplit(countBoxes),
    trainingFiles: items.reduce(
      (sum, { split }, at) => sum + (split === 'train' ? written[at].length : 0),
      0,
    ),
  };
}
