import type { RunMetric } from '@natiu/contracts';
import type { RunView } from './wire-types.ts';

export type Figure = 'loss' | 'map50' | 'map50To95' | 'female' | 'male';
export const FIGURES: readonly Figure[] = ['loss', 'map50', 'map50To95', 'female', 'male'];

/** One figure of one epoch; null where the epoch does not have it. */
export function pickFigure({ loss, validation }: RunMetric, figure: Figure): number | null {
  if (figure === 'loss') return loss.total;
  if (figure === 'map50') return validation.map50;
  if (figure === 'map50To95') return validation.map50To95;
  return validation.perClass[figure === 'female' ? 'Female' : 'Male']?.ap50To95 ?? null;
}

/** The stage whose model a run is about: the last one that trained. */
export function lastStage(metrics: RunView['metrics']): RunView['metrics'][number] | undefined {
  return metrics.findLast(({ points }) => points.length > 0);
}

export function toPoints(points: readonly RunMetric[], figure: Figure): { x: number; y: number | null }[] {
  return points.map((point) => ({ x: point.epoch, y: pickFigure(point, figure) }));
}
