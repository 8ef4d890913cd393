import { InputError } from '@natiu/errors';
import { describe, expect, it } from 'vitest';
import { readFixture } from '../fixtures/read-fixture.ts';
import { assertPredictions, decodePredictions, suppressCandidates } from './index.ts';

const { tensors } = readFixture('nms');
const MODES = {
  val: { confidence: 0.001, severalClassesPerBox: true, iou: 0.7, classAgnostic: false },
  predict: { confidence: 0.25, severalClassesPerBox: false, iou: 0.7, classAgnostic: false },
  agnostic: { confidence: 0.25, severalClassesPerBox: false, iou: 0.45, classAgnostic: true },
};
const cases = [...tensors.keys()].flatMap((name) => {
  const found = /^(\w+)\.(val|predict|agnostic)\.img(\d)$/.exec(name);
  return found
    ? [{ name, input: found[1], mode: found[2] as keyof typeof MODES, picture: Number(found[3]) }]
    : [];
});

describe('decodePredictions and suppressCandidates', () => {
  it.each(cases)('keep exactly the reference boxes in $name', ({ name, input, mode, picture }) => {
    const { data, shape } = tensors.get(`${input}.pred`)!;
    const predictions = { data: data as Float32Array, shape };
    const options = { ...MODES[mode], pictureIndex: picture, maxDetections: 300 };
    const found = suppressCandidates(decodePredictions(predictions, options), options);
    const expected = tensors.get(name)!;
    expect(found).toHaveLength(expected.shape[0]);
    const rows = found.flatMap((one) => [...one.boxXyxy, one.score, one.classIndex]);
    expect(rows).toEqual([...expected.data]);
  });

  it('covers all cases of the reference', () => {
    expect(cases).toHaveLength(13);
  });

  it('refuses a picture that is not in the batch', () => {
    const predictions = { data: new Float32Array(5), shape: [1, 5, 1] };
    expect(() => decodePredictions(predictions, { confidence: 0.5, pictureIndex: 1 })).toThrow(InputError);
  });
});

describe('assertPredictions', () => {
  it('names the model whose predictions are not finite', () => {
    const data = new Float32Array(9).fill(0.5);
    assertPredictions({ data, shape: [1, 9, 1] }, 'nano.onnx');
    for (const bad of [Number.NaN, Infinity, -Infinity]) {
      data[7] = bad;
      expect(() => assertPredictions({ data, shape: [1, 9, 1] }, 'nano.onnx')).toThrow(
        /nano\.onnx .*not finite/,
      );
    }
  });

  it('names the shape that is not that of a detection model', () => {
    expect(() => assertPredictions({ data: new Float32Array(4), shape: [1, 4] })).toThrow(/\[1, 4\]/);
    expect(() => assertPredictions({ data: new Float32Array(8), shape: [1, 4, 2] })).toThrow(InputError);
    expect(() => assertPredictions({ data: new Float32Array(8), shape: [1, 5, 2] })).toThrow(InputError);
  });
});
