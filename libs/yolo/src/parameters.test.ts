import { InputError } from '@natiu/errors';
import { describe, expect, it } from 'vitest';
import { architectureOf, VARIANT_NAMES } from './architecture.ts';
import {
  copyVectors,
  countParameters,
  initializeParameters,
  layoutParameters,
  PARAMETER_GROUPS,
  viewOf,
} from './parameters.ts';
import type { ParameterLayout } from './parameters.ts';

const layoutOf = (name: string, classes = 5) => layoutParameters(architectureOf(name, classes));
const tiny = architectureOf('tiny', 5);

function expectDense(layout: ParameterLayout): void {
  for (const group of PARAMETER_GROUPS) {
    const specs = layout.specs.filter((spec) => spec.group === group);
    let next = 0;
    for (const spec of specs) {
      expect([spec.name, spec.offset]).toEqual([spec.name, next]);
      expect(spec.size).toBe(spec.shape.reduce((product, size) => product * size, 1));
      next += spec.size;
    }
    expect(next).toBe(layout.sizes[group]);
  }
}

describe('layoutParameters', () => {
  it.each([
    ['tiny', 355_223],
    ['n', 3_011_823],
    ['s', 11_137_535],
  ])('counts the parameters of %s as the reference does', (name, count) => {
    expect(countParameters(layoutOf(name))).toBe(count);
  });

  // Published for 80 classes, in millions: 3.2, 11.2, 25.9, 43.7, 68.2.
  it.each([
    ['n', 3.2],
    ['s', 11.2],
    ['m', 25.9],
    ['l', 43.7],
    ['x', 68.2],
  ])('counts the published number of parameters of %s for 80 classes', (name, millions) => {
    expect(countParameters(layoutOf(name, 80)) / 1e6).toBeCloseTo(millions, 1);
  });

  it.each(VARIANT_NAMES)('lays the tensors of %s side by side, without gaps and without overlap', (name) => {
    const layout = layoutOf(name);
    expectDense(layout);
    expect(layout.byName.size).toBe(layout.specs.length);
  });

  it('names tensors as the reference does, and gives each its group', () => {
    const { byName, specs } = layoutOf('n');
    // 298 with the constant bins, which are no tensor here.
    expect(specs).toHaveLength(297);
    const groupOf = (name: string) => byName.get(name)?.group;
    expect(byName.get('model.0.conv.weight')?.shape).toEqual([16, 3, 3, 3]);
    expect(byName.get('model.22.cv2.0.2.weight')?.shape).toEqual([64, 64, 1, 1]);
    expect(byName.get('model.22.cv3.2.2.bias')?.shape).toEqual([5]);
    expect(byName.get('model.4.m.1.cv2.conv.weight')?.shape).toEqual([32, 32, 3, 3]);
    expect(groupOf('model.9.cv1.conv.weight')).toBe('weight');
    expect(groupOf('model.9.cv1.bn.weight')).toBe('bn');
    expect(groupOf('model.9.cv1.bn.bias')).toBe('bias');
    expect(groupOf('model.22.cv2.1.2.bias')).toBe('bias');
    expect(groupOf('model.9.cv1.bn.running_var')).toBe('statistic');
  });

  it('refuses a size that does not exist', () => {
    expect(() => architectureOf('q', 5)).toThrow(InputError);
    expect(() => architectureOf('toString', 5)).toThrow(/"toString"; choose one of tiny, n, s, m, l, x/);
  });
});

describe('initializeParameters', () => {
  const layout = layoutParameters(tiny);
  let state = 1;
  const random = () => (state = (state * 48271) % 2147483647) / 2147483647;
  const vectors = initializeParameters(tiny, layout, random);
  const view = (name: string) => viewOf(vectors, layout.byName.get(name)!);

  it('spreads convolution weights evenly over +-1/sqrt(fan in)', () => {
    for (const name of ['model.1.conv.weight', 'model.22.cv2.0.1.conv.weight', 'model.22.cv3.1.2.weight']) {
      const { shape } = layout.byName.get(name)!;
      const bound = 1 / Math.sqrt(shape.slice(1).reduce((product, size) => product * size, 1));
      const values = view(name);
      expect(Math.max(...values)).toBeLessThanOrEqual(bound * (1 + 1e-6));
      expect(Math.min(...values)).toBeGreaterThanOrEqual(-bound * (1 + 1e-6));
    }
    const values = view('model.22.cv2.0.1.conv.weight'); // 36,864 numbers
    const bound = 1 / Math.sqrt(64 * 9);
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    const spread = Math.sqrt(values.reduce((sum, value) => sum + value ** 2, 0) / values.length);
    expect(Math.abs(mean)).toBeLessThan(0.02 * bound);
    expect(spread / (bound / Math.sqrt(3))).toBeCloseTo(1, 1);
  });

  it('starts batch norm as the identity', () => {
    expect(new Set(vectors.bn)).toEqual(new Set([1]));
    expect(new Set(view('model.8.cv1.bn.bias'))).toEqual(new Set([0]));
    expect(new Set(view('model.8.cv1.bn.running_mean'))).toEqual(new Set([0]));
    expect(new Set(view('model.8.cv1.bn.running_var'))).toEqual(new Set([1]));
  });

  it('starts box biases at 1 and class biases at the logit of few objects per picture', () => {
    expect(new Set(view('model.22.cv2.1.2.bias'))).toEqual(new Set([1]));
    [8, 16, 32].forEach((stride, level) => {
      const expected = Math.fround(Math.log(5 / 5 / (640 / stride) ** 2));
      expect([...view(`model.22.cv3.${level}.2.bias`)]).toEqual(new Array(5).fill(expected));
    });
  });

  it('is the same for the same random numbers', () => {
    const once = initializeParameters(tiny, layout, () => 0.25);
    expect(initializeParameters(tiny, layout, () => 0.25)).toEqual(once);
  });
});

describe('copyVectors', () => {
  it('gives vectors that change apart', () => {
    const layout = layoutParameters(tiny);
    const vectors = initializeParameters(tiny, layout, () => 0.75);
    const copy = copyVectors(vectors);
    expect(copy).toEqual(vectors);
    copy.statistic[0] = 7;
    expect(vectors.statistic[0]).toBe(0);
  });
});
