import type { PromotionCheck } from '@natiu/contracts';

export interface PromotionFacts {
  parityPassed: boolean;
  isCandidate: boolean;
  isChampion: boolean;
  /** The champion of this name; null before the first one. */
  champion: { label: string; isCompared: boolean } | null;
}

/** The rule by which models reach the fleet: same numbers as trained, compared with the champion, candidate first. */
export function judgePromotion(facts: PromotionFacts): PromotionCheck {
  const { parityPassed, isCandidate, isChampion, champion } = facts;
  const verdict = (reason: string | null) => ({ allowed: reason === null, reason });
  if (isChampion) return { candidate: verdict('It is the champion.'), champion: verdict('It is the champion.') };
  const blocked = !parityPassed
    ? 'The exported file does not compute what was trained (parity gate).'
    : champion && !champion.isCompared
      ? `Compare it with the champion, ${champion.label}, first.`
      : null;
  return {
    candidate: verdict(isCandidate ? 'It is the candidate.' : blocked),
    champion: verdict(blocked ?? (isCandidate ? null : 'Make it the candidate first.')),
  };
}
