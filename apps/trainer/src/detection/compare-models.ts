import { readFile } from 'node:fs/promises';
import { CLASS_NAMES } from '@natiu/domain';
import { bootstrapDifference, countErrorsPerPicture, matchDetections } from '@natiu/evaluation';
import type { BootstrapReport } from '@natiu/evaluation';
import { openInferenceSession } from '@natiu/onnx-runtime';
import { compareSpeed } from '../quantise/compare-speed.ts';
import type { SpeedComparison } from '../quantise/compare-speed.ts';
import { createRandom } from '../training/random.ts';
import { analyseModel } from './analyse-model.ts';
import type { ModelAnalysis } from './analyse-model.ts';
import type { EvaluateModelOptions } from './evaluate-model.ts';
import type { PictureGroups } from './picture-groups.ts';

export interface CompareModelsOptions extends Omit<
  EvaluateModelOptions,
  'session' | 'modelName' | 'keepLists'
> {
  /** `.onnx` files. */
  readonly champion: string;
  readonly candidate: string;
  readonly groups: PictureGroups;
  readonly threads: number;
  /** Resamplings of the pictures. */
  readonly rounds: number;
  readonly seed: number;
}

export type Verdict = 'better' | 'worse' | 'undecided';

export interface ModelComparison {
  readonly champion: ModelAnalysis;
  readonly candidate: ModelAnalysis;
  readonly bootstrap: BootstrapReport;
  readonly speed: SpeedComparison;
  /** On mAP50-95 of the sexes: does the 95 % interval of the difference lie on one side of 0? */
  readonly verdict: Verdict;
}

/** The classes that an index is computed from. */
export const SEXES = ['Female', 'Male'] as const;

export function judge({ low, high }: { low: number; high: number }): Verdict {
  if (low > 0) return 'better';
  return high < 0 ? 'worse' : 'undecided';
}

async function analyseFile(file: string, options: CompareModelsOptions): Promise<ModelAnalysis> {
  const session = await openInferenceSession(file, { threads: options.threads });
  try {
    return await analyseModel({ ...options, session, modelName: file }, options.groups);
  } finally {
    await session.release();
  }
}

/** How surely two analysed models differ, on the same pictures; each counts from its own threshold. */
export function bootstrapAnalyses(
  champion: ModelAnalysis,
  candidate: ModelAnalysis,
  options: Pick<CompareModelsOptions, 'rule' | 'rounds' | 'seed' | 'groups'>,
): BootstrapReport {
  const [before, after] = [champion, candidate].map(({ lists, counts }) => ({
    matched: matchDetections(lists.truth, lists.predictions),
    countErrors: countErrorsPerPicture(lists.truth, lists.reported, counts.confidence),
  }));
  return bootstrapDifference(before!, after!, {
    classNames: CLASS_NAMES,
    sexes: SEXES,
    rule: options.rule,
    rounds: options.rounds,
    random: createRandom(options.seed),
    // Pictures of one trap or photograph resemble each other: drawn apart, they would look like more evidence.
    units: options.groups.groups,
  });
}

/**
 * Two models on the same pictures: figures of each, and how sure their difference is.
 * @throws NotFoundError or InputError for a file that is no model, InputError for pictures that cannot be read
 */
export async function compareModels(options: CompareModelsOptions): Promise<ModelComparison> {
  const champion = await analyseFile(options.champion, options);
  const candidate = await analyseFile(options.candidate, options);
  const bootstrap = bootstrapAnalyses(champion, candidate, options);
  const files = await Promise.all([options.champion, options.candidate].map((file) => readFile(file)));
  const speed = await compareSpeed(files, { threads: options.threads, rounds: 5, perRound: 20 });
  return { champion, candidate, bootstrap, speed, verdict: judge(bootstrap.sexes.map50To95) };
}
