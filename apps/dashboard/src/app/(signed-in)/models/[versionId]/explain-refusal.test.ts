import { describe, expect, it } from 'vitest';
import { explainRefusal } from './explain-refusal.ts';

describe('explainRefusal', () => {
  it('knows the reasons that the registry gives, so that they can be said in each language', () => {
    const parity = 'The exported file does not compute what was trained (parity gate).';
    expect(explainRefusal(parity)).toEqual({ key: 'parity' });
    expect(explainRefusal('Make it the candidate first.')).toEqual({ key: 'candidateFirst' });
    expect(explainRefusal('It is the champion.')).toEqual({ key: 'isChampion' });
    expect(explainRefusal('Compare it with the champion, fly v3, first.')).toEqual({
      key: 'compareFirst',
      champion: 'fly v3',
    });
  });
  it('passes on what it does not know', () => {
    expect(explainRefusal('Because.')).toEqual({ key: 'other', reason: 'Because.' });
  });
});
