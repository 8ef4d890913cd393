import type { StudySettings } from './study-settings.ts';

/** Runs of one seed, in the order in which they need each other. */
export const RUN_NAMES = ['teacher', 'normal', 'distilled', 'retrained', 'control'] as const;
export type RunName = (typeof RUN_NAMES)[number];

/** For a reader. */
export const RUN_TITLES: Readonly<Record<RunName, string>> = {
  teacher: 'teacher',
  normal: 'normal',
  distilled: 'distilled',
  retrained: 'distilled, retrained',
  control: 'normal, trained further',
};

export type Stage =
  | { readonly kind: 'data' }
  | { readonly kind: 'train'; readonly seed: number; readonly run: RunName }
  | { readonly kind: 'pseudo-labels'; readonly seed: number }
  | { readonly kind: 'compare'; readonly seed: number }
  | { readonly kind: 'speed' };

/** Names a stage in the journal, in folders and on the screen. */
export function stageKey(stage: Stage): string {
  if (stage.kind === 'data' || stage.kind === 'speed') return stage.kind;
  return `seed-${stage.seed}/${stage.kind === 'train' ? stage.run : stage.kind}`;
}

export function seedsOf({ seeds }: StudySettings): number[] {
  return Array.from({ length: seeds }, (_, i) => i + 1);
}

function stagesOfSeed(settings: StudySettings, seed: number): Stage[] {
  const train = (run: RunName): Stage => ({ kind: 'train', seed, run });
  return [
    // A given teacher is not trained, only exported and measured, once.
    ...(settings.teacherRun === undefined || seed === 1 ? [train('teacher')] : []),
    train('normal'),
    train('distilled'),
    { kind: 'pseudo-labels', seed },
    train('retrained'),
    ...(settings.control ? [train('control')] : []),
    { kind: 'compare', seed },
  ];
}

/** All that a study does, one seed after the other, so that a stopped study has whole seeds to show. */
export function planStages(settings: StudySettings): Stage[] {
  return [
    { kind: 'data' },
    ...seedsOf(settings).flatMap((seed) => stagesOfSeed(settings, seed)),
    { kind: 'speed' },
  ];
}
