import { describe, expect, it } from 'vitest';
import { describeJobResult } from './describe-job-result.ts';

describe('describeJobResult', () => {
  it('tells what came in, what was there already and what was refused', () => {
    const result = {
      pictures: 12,
      added: 10,
      known: 2,
      refused: 1,
      notes: ['x'],
      report: 'check/report.html',
    };
    expect(describeJobResult(result).map(({ name, count }) => `${name} ${count}`)).toEqual([
      'pictures 12',
      'added 10',
      'known 2',
      'refused 1',
    ]);
  });
  it('says nothing of a job without a result, or with another shape', () => {
    for (const result of [null, undefined, 'text', { added: 'many' }]) {
      expect(describeJobResult(result)).toEqual([]);
    }
  });
});
