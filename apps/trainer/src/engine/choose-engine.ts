import { describeError, EnvironmentError } from '@natiu/errors';
import type { GraphEngine } from '@natiu/tensor-graph';
import { createEngine, DEFAULT_CANDIDATE, listCandidates, nameCandidate } from './candidates.ts';
import type { Candidate, EngineRequest } from './candidates.ts';
import { mayHaveGpu, probeApart } from './probe-candidate.ts';
import type { Probe } from './probe-candidate.ts';

/** One piece of the real work on an engine: how long it takes, and numbers that all engines must agree on. */
export type Trial = (engine: GraphEngine) => Promise<TrialResult>;
export interface TrialResult {
  readonly milliseconds: number;
  readonly checks: readonly number[];
}

export interface ChooseOptions {
  /** Decides between several that work; without it the one that is likely fastest is taken. */
  readonly trial?: Trial;
  readonly probe?: Probe;
  readonly hasGpu?: () => Promise<boolean>;
}

export interface ChosenEngine {
  /** e.g. `onnx/cpu` */
  readonly name: string;
  readonly engine: GraphEngine;
  /** One line per other candidate: why it was not taken. */
  readonly notes: readonly string[];
}

/**
 * The engine that was asked for, or, where several would do, the fastest one that works and computes rightly.
 *
 * @throws InputError for a pair that cannot be, EnvironmentError when nothing of what was asked for works here
 */
export async function chooseEngine(
  request: EngineRequest,
  options: ChooseOptions = {},
): Promise<ChosenEngine> {
  const notes: string[] = [];
  let candidates = listCandidates(request);
  const isOpen = request.device === undefined && candidates.includes(DEFAULT_CANDIDATE);
  if (isOpen && !(await (options.hasGpu ?? mayHaveGpu)())) {
    candidates = [DEFAULT_CANDIDATE];
    notes.push('this machine shows no GPU');
  }
  const usable = await probeAll(candidates, options.probe ?? probeApart, notes);
  if (usable.length === 0) throw nothingWorks(notes);
  const chosen =
    usable.length > 1 && options.trial ? await compare(usable, options.trial, notes) : usable[0]!;
  return { name: nameCandidate(chosen), engine: createEngine(chosen), notes };
}

async function probeAll(
  candidates: readonly Candidate[],
  probe: Probe,
  notes: string[],
): Promise<Candidate[]> {
  const usable: Candidate[] = [];
  for (const candidate of candidates) {
    const result = await probe(candidate);
    if (result.usable) usable.push(candidate);
    else notes.push(`${nameCandidate(candidate)}: ${result.reason ?? 'not usable'}`);
  }
  return usable;
}

/** Engines round differently; what a first step computes from the same numbers cannot differ by more. */
const CHECK_TOLERANCE = 0.01;

function agree(checks: readonly number[], expected: readonly number[]): boolean {
  return expected.every((value, i) => Math.abs(checks[i]! - value) <= CHECK_TOLERANCE * Math.abs(value));
}

interface Tried extends TrialResult {
  readonly candidate: Candidate;
}

/** Does the trial on each, the most trusted first: what differs from it computes wrongly, however fast. */
async function tryAll(usable: readonly Candidate[], trial: Trial, notes: string[]): Promise<Tried[]> {
  const trusted = usable.find((one) => one === DEFAULT_CANDIDATE) ?? usable[0]!;
  const right: Tried[] = [];
  for (const candidate of [trusted, ...usable.filter((one) => one !== trusted)]) {
    const name = nameCandidate(candidate);
    try {
      const tried = { candidate, ...(await trial(createEngine(candidate))) };
      const expected = right[0]?.checks ?? tried.checks;
      if (agree(tried.checks, expected)) right.push(tried);
      else notes.push(`${name}: computes ${tried.checks.join(', ')} in place of ${expected.join(', ')}`);
    } catch (error) {
      notes.push(`${name}: ${describeError(error)}`);
    }
  }
  return right;
}

async function compare(usable: readonly Candidate[], trial: Trial, notes: string[]): Promise<Candidate> {
  const right = await tryAll(usable, trial, notes);
  const [first, ...others] = right.toSorted((a, b) => a.milliseconds - b.milliseconds);
  if (!first) throw nothingWorks(notes);
  for (const { candidate, milliseconds } of others)
    notes.push(
      `${nameCandidate(candidate)}: ${milliseconds.toFixed(0)} ms against ${first.milliseconds.toFixed(0)} ms`,
    );
  return first.candidate;
}

function nothingWorks(notes: readonly string[]): EnvironmentError {
  const reasons = notes.map((note) => `\n- ${note}`).join('');
  return new EnvironmentError(`Nothing that was asked for works on this machine:${reasons}`);
}

/** For the start of a run: `Engine: onnx/cpu (this machine shows no GPU)`. */
export function describeChoice({ name, notes }: ChosenEngine): string {
  return `Engine: ${name}${notes.length === 0 ? '' : ` (${notes.join('; ')})`}`;
}
