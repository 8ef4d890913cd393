import { z } from 'zod';

const FACTS = ['added', 'alreadyThere', 'refused', 'boxes', 'proposed', 'pictures'] as const;
export type JobFact = { name: (typeof FACTS)[number]; count: number };

const Count = z.union([z.number(), z.array(z.unknown()).transform((list) => list.length)]);

/** The figures of a finished import or proposal that a person wants to see; unknown shapes say nothing. */
export function describeJobResult(result: unknown): JobFact[] {
  const fields = z.record(z.string(), z.unknown()).safeParse(result);
  if (!fields.success) return [];
  return FACTS.flatMap((name) => {
    const count = Count.safeParse(fields.data[name]);
    return count.success ? [{ name, count: count.data }] : [];
  });
}
