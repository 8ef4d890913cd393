import { InputError } from '@natiu/errors';
import { describe, expect, it } from 'vitest';
import { measureCountError, summariseLatency } from './index.ts';

const classNames = ['Female', 'Male'];
const insect = (classIndex: number) => ({ classIndex, boxXyxy: [0, 0, 1, 1] as const });

describe('measureCountError', () => {
  it('tells missed from invented insects by the sign of the bias', () => {
    const truth = [[insect(0), insect(1)], [insect(0)], []];
    const predictions = [
      [
        { ...insect(0), score: 0.9 },
        { ...insect(0), score: 0.25 },
      ],
      [{ ...insect(0), score: 0.24 }],
      [{ ...insect(1), score: 0.5 }],
    ];
    const report = measureCountError(truth, predictions, { classNames, confidence: 0.25 });
    expect(report.perClass.Female).toEqual({ truth: 2, predicted: 2, meanAbsoluteError: 2 / 3, bias: 0 });
    expect(report.perClass.Male).toEqual({ truth: 1, predicted: 1, meanAbsoluteError: 2 / 3, bias: 0 });
    expect(report.total).toEqual({ truth: 3, predicted: 3, meanAbsoluteError: 2 / 3, bias: 0 });
    const strict = measureCountError(truth, predictions, { classNames, confidence: 0.6 });
    expect(strict.total).toMatchObject({ predicted: 1, bias: -2 / 3 });
  });

  it('needs pictures', () => {
    expect(() => measureCountError([], [], { classNames, confidence: 0.25 })).toThrow(InputError);
  });
});

describe('summariseLatency', () => {
  it('gives mean, median, 95th percentile and the slowest', () => {
    const samples = Array.from({ length: 100 }, (_, i) => 100 - i);
    expect(summariseLatency(samples)).toEqual({
      samples: 100,
      meanMs: 50.5,
      medianMs: 50,
      p95Ms: 95,
      maxMs: 100,
    });
    expect(summariseLatency([7])).toEqual({ samples: 1, meanMs: 7, medianMs: 7, p95Ms: 7, maxMs: 7 });
    expect(() => summariseLatency([])).toThrow(InputError);
  });
});
