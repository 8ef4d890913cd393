import { expect } from 'vitest';
import { PARAMETER_GROUPS } from '@natiu/yolo';
import type { ParameterVectors } from '@natiu/yolo';

/** Bit for bit; a test runner's own comparison looks at each of a network's numbers and takes seconds. */
export function sameNumbers(found: ArrayLike<number>, expected: ArrayLike<number>): boolean {
  return Buffer.from(Float32Array.from(found).buffer).equals(Buffer.from(Float32Array.from(expected).buffer));
}

export function expectSameVectors(found: ParameterVectors, expected: ParameterVectors): void {
  for (const group of PARAMETER_GROUPS) expect(sameNumbers(found[group], expected[group]), group).toBe(true);
}
