import { InputError } from '@natiu/errors';
import type { NamedTensor } from '@natiu/tensor-graph';
import {
  architectureOf,
  copyVectors,
  emptyVectors,
  initializeParameters,
  layoutParameters,
  viewOf,
} from '@natiu/yolo';
import { describe, expect, it } from 'vitest';
import { createRandom } from '../training/random.ts';
import { makeFormulaWeights } from '../verify/formula-weights.ts';
import { fitWeights } from './fit-weights.ts';
import { toNamedTensors } from './named-tensors.ts';
import { expectSameVectors, sameNumbers } from './test-support.ts';

const tiny = architectureOf('tiny', 5);
const layout = layoutParameters(tiny);
const file = makeFormulaWeights(tiny, 7);
const named = toNamedTensors(layout, file);
const start = initializeParameters(tiny, layout, createRandom(1));

/** A whole network of zeros: what is under test is names and shapes. */
function zerosOf(variant: string, classes: number): Map<string, NamedTensor> {
  const other = layoutParameters(architectureOf(variant, classes));
  return toNamedTensors(other, emptyVectors(other));
}

const renamed = (tensors: ReadonlyMap<string, NamedTensor>, rename: (name: string) => string) =>
  new Map([...tensors].map(([name, tensor]) => [rename(name), tensor]));

const refusalOf = (tensors: ReadonlyMap<string, NamedTensor>, variant = 'tiny'): string => {
  const architecture = architectureOf(variant, 5);
  const empty = emptyVectors(layoutParameters(architecture));
  try {
    fitWeights(tensors, architecture, empty);
  } catch (error) {
    expect(error).toBeInstanceOf(InputError);
    return (error as Error).message;
  }
  return 'accepted';
};

describe('fitWeights', () => {
  it.each([
    ['bare', (name: string) => name],
    ['wrapped in a distributed run', (name: string) => `module.${name}`],
    ['wrapped in a model', (name: string) => `model.${name}`],
    ['of bare layers', (name: string) => name.slice('model.'.length)],
  ])('takes every tensor of a file whose names are %s', (_what, rename) => {
    const { vectors, report } = fitWeights(renamed(named, rename), tiny, start);
    expectSameVectors(vectors, file);
    expect(report).toEqual({
      taken: layout.specs.length,
      needed: layout.specs.length,
      classesInFile: 5,
      classes: 5,
      reinitialised: [],
      missing: [],
      unexpected: [],
    });
  });

  it('re-initialises the class branch of a file with other classes, and says which tensors', () => {
    const eighty = architectureOf('tiny', 80);
    const tensors = toNamedTensors(layoutParameters(eighty), makeFormulaWeights(eighty, 7));
    const { vectors, report } = fitWeights(tensors, tiny, start);
    expect(report.classesInFile).toBe(80);
    expect(report.reinitialised).toHaveLength(36);
    expect(report.reinitialised).toContainEqual({
      name: 'model.22.cv3.1.2.weight',
      from: [80, 80, 1, 1],
      to: [5, 16, 1, 1],
    });
    const fresh = new Set(report.reinitialised.map(({ name }) => name));
    for (const spec of layout.specs) {
      const expected = fresh.has(spec.name) ? viewOf(start, spec) : tensors.get(spec.name)!.data;
      expect(sameNumbers(viewOf(vectors, spec), expected as Float32Array), spec.name).toBe(true);
    }
    expect([...fresh].every((name) => name.startsWith('model.22.cv3.'))).toBe(true);
  });

  it('keeps the class branch up to its last layers where its width does not depend on the classes', () => {
    const s = architectureOf('s', 5);
    const { report } = fitWeights(zerosOf('s', 80), s, emptyVectors(layoutParameters(s)));
    expect(report.reinitialised.map(({ name }) => name)).toEqual(
      [0, 1, 2].flatMap((level) => ['weight', 'bias'].map((part) => `model.22.cv3.${level}.2.${part}`)),
    );
  });

  it('lists tensors that the file lacks, which keep their start, and tensors that the network lacks', () => {
    const tensors = new Map(named);
    tensors.delete('model.9.cv1.conv.weight');
    tensors.set('model.23.extra', named.get('model.0.bn.bias')!);
    tensors.set('model.22.dfl.conv.weight', named.get('model.0.bn.bias')!);
    tensors.set('model.0.bn.num_batches_tracked', {
      dataType: 'int64',
      shape: [],
      data: BigInt64Array.of(3n),
    });
    const { vectors, report } = fitWeights(tensors, tiny, start);
    expect(report.missing).toEqual(['model.9.cv1.conv.weight']);
    expect(report.unexpected).toEqual(['model.23.extra']);
    const spec = layout.byName.get('model.9.cv1.conv.weight')!;
    expect(sameNumbers(viewOf(vectors, spec), viewOf(start, spec))).toBe(true);
  });

  it('leaves the start that it was given as it is', () => {
    const before = copyVectors(start);
    fitWeights(named, tiny, start);
    expectSameVectors(start, before);
  });

  it.each([
    ['s', 'n', 80],
    ['n', 's', 5],
    ['tiny', 'n', 5],
  ])('names the size that a file of YOLOv8%s seems to be when %s is asked for', (given, asked, classes) => {
    expect(refusalOf(zerosOf(given, classes), asked)).toContain(
      `seems to be a YOLOv8${given}, not the YOLOv8${asked} asked for. Train with --model ${given}`,
    );
  });

  it('says which tensor does not fit when no size does', () => {
    const odd = new Map(named).set('model.5.conv.weight', named.get('model.0.conv.weight')!);
    expect(refusalOf(odd)).toMatch(
      /"model\.5\.conv\.weight" is \[8, 3, 3, 3\].*no other size of YOLOv8 fits/,
    );
    const head = new Map(named).set('model.22.cv3.0.0.conv.weight', named.get('model.0.conv.weight')!);
    expect(refusalOf(head)).toContain('"model.22.cv3.0.0.conv.weight"');
  });

  it('refuses files of other networks, whole numbers, and numbers that are not finite', () => {
    expect(refusalOf(new Map([['layer1.weight', named.get('model.0.conv.weight')!]]))).toMatch(
      /none of its 1 tensors belongs.*"layer1\.weight"/,
    );
    expect(refusalOf(new Map())).toContain('none of its 0 tensors');
    const eight: NamedTensor = { dataType: 'uint8', shape: [8, 3, 3, 3], data: new Uint8Array(216) };
    expect(refusalOf(new Map(named).set('model.0.conv.weight', eight))).toContain('is uint8');
    const broken: NamedTensor = { dataType: 'float32', shape: [8], data: new Float32Array(8).fill(NaN) };
    expect(refusalOf(new Map(named).set('model.0.bn.bias', broken))).toContain(
      '"model.0.bn.bias" holds numbers that are not finite',
    );
  });
});
