import { describe, expect, it } from 'vitest';
import { readFigureName } from './read-figure-name.ts';

describe('readFigureName', () => {
  it('takes apart the names that the comparison gives', () => {
    expect(readFigureName('mAP50-95, females and males')).toEqual({
      kind: 'measure',
      measure: 'mAP50-95',
      scope: 'bothSexes',
    });
    expect(readFigureName('AP50-95, Out of Focus')).toMatchObject({ scope: 'Out of Focus' });
    expect(readFigureName('count error per picture')).toEqual({ kind: 'countError' });
  });
  it('leaves others as they are', () => {
    expect(readFigureName('something, else')).toEqual({ kind: 'other', name: 'something, else' });
  });
});
