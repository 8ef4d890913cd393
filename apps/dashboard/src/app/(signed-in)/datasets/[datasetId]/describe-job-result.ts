import { z } from 'zod';

const FACTS = ['pictures', 'added', 'known', 'refused', 'boxes', 'unreadable'] as const;
export type JobFact = { name: (typeof FACTS)[number]; count: number };

/** The figures of a finished import or proposal that a person wants to see; unknown shapes say nothing. */
export function describeJobResult(result: unknown): JobFact[] {
  const fields = z.record(z.string(), z.unknown()).safeParse(result);
  if (!fields.success) return [];
  return FACTS.flatMap((name) => {
    const count = z.number().safeParse(fields.data[name]);
    return count.success ? [{ name, count: count.data }] : [];
  });
}
