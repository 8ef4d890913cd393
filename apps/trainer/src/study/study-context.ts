import { join } from 'node:path';
import type { Progress, ProgressOptions } from '@natiu/terminal';
import type { TrainMachine } from '../config/train-settings.ts';
import type { EpochMetrics } from '../training/metrics-log.ts';
import { BEST_CHECKPOINT } from '../training/run-files.ts';
import type { Journal } from './journal.ts';
import type { RunName, Stage } from './stages.ts';

export interface StudyOptions {
  /** Folder of the study: journal, runs, models, report. */
  readonly out: string;
  readonly machine: TrainMachine;
  /** Aborted: the stage saves where it stands and the study ends as `interrupted`. */
  readonly signal: AbortSignal;
  /** Noted in the report: how to make this study again. */
  readonly command: string;
  readonly openProgress: (options: ProgressOptions) => Progress;
  readonly onStage?: (stage: Stage, number: number, of: number) => void;
  readonly onEpoch?: (stage: Stage, metrics: EpochMetrics) => void;
}

/** What every stage works with. */
export interface StudyContext extends StudyOptions {
  readonly journal: Journal;
}

/** A stage that was stopped has no result yet. */
export const INTERRUPTED = Symbol('interrupted');
export type StageResult = object | typeof INTERRUPTED;

export const runFolder = (out: string, seed: number, run: RunName) => join(out, `seed-${seed}`, run);
export const pseudoFolder = (out: string, seed: number) => join(out, `seed-${seed}`, 'pseudo-labels');
/** With forward slashes, as journals keep it. */
export const modelFile = (seed: number, run: RunName) => `models/${run}-seed-${seed}.onnx`;

/** The checkpoint that the next stages build on: best on the validation split. */
export function bestOf(out: string, seed: number, run: RunName): string {
  return join(runFolder(out, seed, run), BEST_CHECKPOINT);
}

/** The pictures to train on: as given, or varied beforehand. */
export function trainingFolder({ journal, out }: Pick<StudyContext, 'journal' | 'out'>): string {
  return journal.settings.augmentation === 'study' ? join(out, 'data') : journal.settings.data;
}

/** The teacher of a seed: its own, or the one that all share. */
export function teacherOf({ journal, out }: Pick<StudyContext, 'journal' | 'out'>, seed: number): string {
  return journal.settings.teacherRun ?? bestOf(out, seed, 'teacher');
}
