import { InputError } from '@natiu/errors';
import type { Attribute } from './graph.ts';

export type Attributes = Readonly<Record<string, Attribute>>;

export const int = (value: number): Attribute => ({ kind: 'int', value });
export const float = (value: number): Attribute => ({ kind: 'float', value });
export const ints = (value: readonly number[]): Attribute => ({ kind: 'ints', value });
export const text = (value: string): Attribute => ({ kind: 'string', value });

export function intOf(attributes: Attributes, name: string, fallback?: number): number {
  const found = attributes[name];
  if (found?.kind === 'int') return found.value;
  if (fallback !== undefined) return fallback;
  throw new InputError(`The operator needs the whole-number attribute "${name}".`);
}

export function floatOf(attributes: Attributes, name: string, fallback: number): number {
  const found = attributes[name];
  return found?.kind === 'float' ? found.value : fallback;
}

export function intsOf(
  attributes: Attributes,
  name: string,
  fallback?: readonly number[],
): readonly number[] {
  const found = attributes[name];
  if (found?.kind === 'ints') return found.value;
  if (fallback !== undefined) return fallback;
  throw new InputError(`The operator needs the list attribute "${name}".`);
}
