import { CLASS_NAMES } from '@natiu/domain';
import { InputError } from '@natiu/errors';
import type { YoloLabel } from '../yolo-label.ts';
import type { NamedLabel } from './judge-boxes.ts';

export interface ClassMapOptions {
  /** Class of the source -> class here; `-` leaves its boxes out. */
  readonly map?: Readonly<Record<string, string>>;
  /** Take the source's classes as they are; such a set is mapped when a version is made. */
  readonly keepClasses?: boolean;
}

export interface ClassPlan {
  readonly classNames: readonly string[];
  /** Class of the source -> class here; `null`: left out. */
  readonly classMap: Readonly<Record<string, string | null>>;
  toLabels(labels: readonly NamedLabel[]): YoloLabel[];
}

/** What `--map Name=-` writes for boxes that are to be left out. */
export const LEAVE_OUT = '-';

/**
 * Decides the class of every box. Without a map, names that differ only in case, spaces and punctuation are the same.
 * @param used classes that occur in boxes
 * @param named all classes that the source lists, in its order; only used ones need a class here
 * @throws InputError naming an unknown class and what to do
 */
export function planClasses(
  used: ReadonlySet<string>,
  named: readonly string[],
  options: ClassMapOptions = {},
): ClassPlan {
  const map = options.map ?? {};
  const all = [...new Set([...named, ...used])];
  assertMapNames(map, all);
  if (options.keepClasses === true) {
    const targets = all.map((name) => map[name] ?? name).filter((name) => name !== LEAVE_OUT);
    return makePlan([...new Set(targets)], Object.fromEntries(all.map((name) => [name, map[name] ?? name])));
  }
  const known = new Map(CLASS_NAMES.map((name) => [squeeze(name), name]));
  const resolved: Record<string, string> = {};
  const unknown: string[] = [];
  for (const name of all) {
    const wanted = map[name] ?? name;
    const target = wanted === LEAVE_OUT ? LEAVE_OUT : known.get(squeeze(wanted));
    if (target !== undefined) resolved[name] = target;
    else if (used.has(name)) unknown.push(wanted === name ? name : `${name}=${wanted}`);
  }
  if (unknown.length > 0) throw new InputError(explainUnknown(unknown), { details: { unknown } });
  return makePlan(CLASS_NAMES, resolved);
}

function assertMapNames(map: Readonly<Record<string, string>>, all: readonly string[]): void {
  const missing = Object.keys(map).filter((name) => !all.includes(name));
  if (missing.length > 0)
    throw new InputError(
      `--map names ${quote(missing)}, which does not occur here; the classes are ${all.join(', ') || '(none)'}`,
    );
}

function explainUnknown(unknown: readonly string[]): string {
  const first = unknown[0].split('=')[0];
  return (
    `unknown class ${quote(unknown)}; the classes are ${CLASS_NAMES.join(', ')}. Say which it is with ` +
    `--map "${first}=Female" (one --map per class), leave its boxes out with --map "${first}=${LEAVE_OUT}", or keep ` +
    'all names with --keep-classes'
  );
}

function quote(names: readonly string[]): string {
  return names.map((name) => `"${name}"`).join(', ');
}

function squeeze(name: string): string {
  return name.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '');
}

function makePlan(classNames: readonly string[], resolved: Readonly<Record<string, string>>): ClassPlan {
  const index = new Map(classNames.map((name, at) => [name, at]));
  const toLabel = ({ className, cx, cy, w, h }: NamedLabel): YoloLabel[] => {
    const classIndex = index.get(resolved[className]);
    return classIndex === undefined ? [] : [{ classIndex, cx, cy, w, h }];
  };
  const entries = Object.entries(resolved).map(([name, target]) => [
    name,
    target === LEAVE_OUT ? null : target,
  ]);
  return {
    classNames,
    classMap: Object.fromEntries(entries) as Record<string, string | null>,
    toLabels: (labels) => labels.flatMap(toLabel),
  };
}

export function usedClasses(pictures: readonly { readonly labels: readonly NamedLabel[] }[]): Set<string> {
  return new Set(pictures.flatMap(({ labels }) => labels.map(({ className }) => className)));
}
