import { join } from 'node:path';
import { openYoloDataset } from '@natiu/dataset';
import type { BootstrapReport } from '@natiu/evaluation';
import { bootstrapAnalyses } from '../detection/compare-models.ts';
import { groupPictures } from '../detection/picture-groups.ts';
import { findResult } from './journal.ts';
import { measureModel } from './measure-model.ts';
import { drawSamples } from './samples.ts';
import type { RunName } from './stages.ts';
import { stageKey } from './stages.ts';
import type { StudyContext } from './study-context.ts';
import type { ModelAnalysis } from '../detection/analyse-model.ts';
import { TrainResult } from './stage-results.ts';
import type { CompareResult } from './stage-results.ts';

const PAIRS: readonly (readonly [from: RunName, to: RunName])[] = [
  ['normal', 'distilled'],
  ['distilled', 'retrained'],
  ['normal', 'retrained'],
  ['control', 'retrained'],
];
const ROUNDS = 1000;

/** Runs of the seed that have finished, with their exported files. */
function findRuns(
  { journal, out }: StudyContext,
  seed: number,
): Map<RunName, { file: string; result: TrainResult }> {
  const runs = (['normal', 'distilled', 'retrained', 'control'] as const).flatMap((run) => {
    const result = findResult(journal, stageKey({ kind: 'train', seed, run }), TrainResult);
    return result ? [[run, { file: join(out, result.model), result }] as const] : [];
  });
  return new Map(runs);
}

function describePair(from: RunName, to: RunName, report: BootstrapReport): CompareResult['pairs'][number] {
  return { from, to, ...report.sexes, countError: report.countError };
}

/** How sure the differences between the runs of one seed are, on the test split. */
export async function runCompareStage(context: StudyContext, seed: number): Promise<CompareResult> {
  const { journal, out } = context;
  const pictures = (await openYoloDataset(journal.settings.data)).split('test').pictures;
  const groups = await groupPictures(journal.settings.data, pictures);
  const analyses = new Map<RunName, ModelAnalysis>();
  for (const [run, { file, result }] of findRuns(context, seed)) {
    const { countConfidence } = result.test;
    analyses.set(run, await measureModel(context, { file, pictures, countConfidence }));
  }
  const reports = PAIRS.flatMap(([from, to]) => {
    const [a, b] = [analyses.get(from), analyses.get(to)];
    if (a === undefined || b === undefined) return [];
    const options = { rule: 'reference', rounds: ROUNDS, seed, groups } as const;
    return [{ pair: [from, to] as const, report: bootstrapAnalyses(a, b, options) }];
  });
  const samples = await drawSamples(out, seed, { pictures, analyses });
  return {
    rounds: ROUNDS,
    units: reports[0]!.report.units,
    pairs: reports.map(({ pair, report }) => describePair(...pair, report)),
    samples,
  };
}
