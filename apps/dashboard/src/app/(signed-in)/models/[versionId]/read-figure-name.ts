import { isClassName } from '@natiu/domain';
import type { ClassName } from '@natiu/domain';

/** A compared figure's name, taken apart so that each language can say it. */
export type FigureName =
  | { kind: 'measure'; measure: string; scope: 'bothSexes' | 'allClasses' | ClassName }
  | { kind: 'countError' }
  | { kind: 'other'; name: string };

const SCOPES: Record<string, 'bothSexes' | 'allClasses'> = {
  'females and males': 'bothSexes',
  'all classes': 'allClasses',
};

export function readFigureName(name: string): FigureName {
  if (name === 'count error per picture') return { kind: 'countError' };
  const [measure, words] = name.split(', ');
  const scope = words && (SCOPES[words] ?? (isClassName(words) ? words : undefined));
  return measure && scope ? { kind: 'measure', measure, scope } : { kind: 'other', name };
}
