import { InputError } from '@natiu/errors';
import { describe, expect, it } from 'vitest';
import { packTruth } from './pack-truth.ts';

const shape = { height: 64, width: 96, maxBoxes: 2, classes: 3 };
const box = (classIndex: number, cx = 0.5) => ({ classIndex, cx, cy: 0.25, w: 0.25, h: 0.5 });

describe('packTruth', () => {
  it('writes corners in pixels and one-hot classes, and leaves spare rows zero', () => {
    const { truthBoxes, truthClasses } = packTruth([[box(2)], [box(0, 0.25), box(1)], []], shape);
    expect([...truthBoxes]).toEqual([
      ...[36, 0, 60, 32, 0, 0, 0, 0],
      ...[12, 0, 36, 32, 36, 0, 60, 32],
      ...[0, 0, 0, 0, 0, 0, 0, 0],
    ]);
    expect([...truthClasses]).toEqual([...[0, 0, 1, 0, 0, 0], ...[1, 0, 0, 0, 1, 0], ...[0, 0, 0, 0, 0, 0]]);
  });

  it('refuses more boxes than rows, saying how many', () => {
    const crowded = () => packTruth([[], [box(0), box(1), box(2)]], shape);
    expect(crowded).toThrow(InputError);
    expect(crowded).toThrow(/3 boxes; the step holds 2/);
  });

  it.each([-1, 3, Number.NaN])('refuses class %s', (classIndex) => {
    expect(() => packTruth([[box(classIndex)]], shape)).toThrow(`There is no class ${classIndex}`);
  });
});
