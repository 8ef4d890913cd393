import { describe, expect, it } from 'vitest';
import { judgePromotion } from './judge-promotion.ts';

const fresh = { parityPassed: true, isCandidate: false, isChampion: false, champion: null };
const champion = { label: 'flies v1', isCompared: false };

describe('judgePromotion', () => {
  it('lets a first model become candidate, and only a candidate become champion', () => {
    expect(judgePromotion(fresh)).toMatchObject({ candidate: { allowed: true }, champion: { allowed: false } });
    const candidate = judgePromotion({ ...fresh, isCandidate: true });
    expect(candidate).toMatchObject({ candidate: { allowed: false }, champion: { allowed: true, reason: null } });
  });

  it('holds a model back whose file computes something else, wherever it stands', () => {
    const check = judgePromotion({ ...fresh, parityPassed: false, isCandidate: true });
    expect(check.champion.allowed).toBe(false);
    expect(judgePromotion({ ...fresh, parityPassed: false }).candidate.reason).toMatch(/parity/);
  });

  it('wants a comparison with the champion that there is, and names it', () => {
    const uncompared = judgePromotion({ ...fresh, champion });
    expect(uncompared.candidate).toEqual({
      allowed: false,
      reason: 'Compare it with the champion, flies v1, first.',
    });
    const compared = judgePromotion({ ...fresh, champion: { ...champion, isCompared: true } });
    expect(compared.candidate.allowed).toBe(true);
    // The champion may have changed since this one became candidate.
    expect(judgePromotion({ ...fresh, isCandidate: true, champion }).champion.allowed).toBe(false);
  });
});
