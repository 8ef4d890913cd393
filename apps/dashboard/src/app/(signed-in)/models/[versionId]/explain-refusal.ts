/** Why a version may not be promoted, as a key of our messages; the server says it in English. */
export type Refusal =
  | { key: 'parity' | 'candidateFirst' | 'isChampion' }
  | { key: 'compareFirst'; champion: string }
  | { key: 'other'; reason: string };

const COMPARE = /^Compare it with the champion, (.+), first\.$/;

export function explainRefusal(reason: string): Refusal {
  const champion = COMPARE.exec(reason)?.[1];
  if (champion !== undefined) return { key: 'compareFirst', champion };
  if (reason.includes('parity gate')) return { key: 'parity' };
  if (reason === 'Make it the candidate first.') return { key: 'candidateFirst' };
  if (reason === 'It is the champion.') return { key: 'isChampion' };
  return { key: 'other', reason };
}
