import { nameCandidate } from './candidates.ts';
import type { Candidate } from './candidates.ts';
import { probeHere } from './probe-candidate.ts';

/** The process that `probeApart` starts: one candidate in, one line of JSON out. */
const candidate = JSON.parse(process.argv[2] ?? '{}') as Candidate;
const result = await probeHere(candidate);
process.stdout.write(`${JSON.stringify({ ...result, name: nameCandidate(candidate) })}\n`, () =>
  process.exit(0),
);
