import type { RunRow } from '@natiu/contracts';

/**
 * Share of a run that is done, 0..1: stages count alike until their lengths are known, epochs within a stage.
 * Null before its first step.
 */
export function shareDone({ progress, state }: Pick<RunRow, 'progress' | 'state'>): number | null {
  if (state === 'succeeded') return 1;
  if (!progress || progress.stages <= 0) return null;
  const inStage = progress.epoch !== null && progress.epochs ? progress.epoch / progress.epochs : 0;
  return Math.min(1, Math.max(0, (progress.stageNumber - 1 + inStage) / progress.stages));
}

/** Seconds that are left, from the estimate before the start and from the pace once enough has been done. */
export function secondsLeft(run: RunRow, nowMs: number): number | null {
  if (run.state !== 'running' || !run.startedAt) return null;
  const passed = (nowMs - Date.parse(run.startedAt)) / 1000;
  const share = shareDone(run);
  const estimate = run.estimateSeconds === null ? null : run.estimateSeconds - passed;
  // An estimate that has run out knows less than the little that was done.
  const trustPace = share !== null && (share > 0.05 || (share > 0 && estimate !== null && estimate <= 0));
  if (trustPace) return (passed * (1 - share)) / share;
  return estimate === null || estimate <= 0 ? null : estimate;
}
