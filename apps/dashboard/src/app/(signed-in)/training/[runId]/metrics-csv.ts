import type { RunView } from '../../../../learn/wire-types.ts';
import { toCsv } from '@natiu/ui';
import { FIGURES, pickFigure } from '../../../../learn/metric-series.ts';

/** One line per epoch of each stage, for other programs. */
export function metricsToCsv(stages: RunView['metrics']): string {
  const header = [
    'stage',
    'epoch',
    'loss',
    'map50',
    'map50_95',
    'female_map50_95',
    'male_map50_95',
    'seconds',
  ];
  const rows = stages.flatMap(({ stage, points }) =>
    points.map((point) => [
      stage,
      point.epoch,
      ...FIGURES.map((figure) => pickFigure(point, figure) ?? ''),
      Number(point.seconds.toFixed(1)),
    ]),
  );
  return toCsv([header, ...rows]);
}
