export type Age = { unit: 'seconds' | 'minutes' | 'hours' | 'days'; n: number };

/** The age in the largest unit that still says something; never negative. */
export function splitAge(ageMs: number): Age {
  const seconds = Math.max(0, Math.floor(ageMs / 1000));
  if (seconds < 100) return { unit: 'seconds', n: seconds };
  const minutes = Math.floor(seconds / 60);
  if (minutes < 100) return { unit: 'minutes', n: minutes };
  const hours = Math.floor(minutes / 60);
  if (hours < 48) return { unit: 'hours', n: hours };
  return { unit: 'days', n: Math.floor(hours / 24) };
}
